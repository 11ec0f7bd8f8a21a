"""The pipeline around the record: everything that touches the world. No Airflow here."""
