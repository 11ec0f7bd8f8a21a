"""What is done to a record: pure functions over Record. No clock, network, environment, database or Airflow."""
