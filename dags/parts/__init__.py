"""What several DAG files share: the installation, assets, people, forms. No DAG is made here."""
