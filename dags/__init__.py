"""dags: when and who: schedules, retries, forms. The only room that says `airflow`; what is done stands in metadata."""
