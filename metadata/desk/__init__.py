"""The desk: pages that show people how the house stands. They only show; what a person does is a run of a DAG.

`pages.py` lists them. A page is a function that gathers facts (its module) and a template that lays them out; its words
are in `schemas/desk/`. The same app is served by `emat serve --desk` and, behind Airflow's login, by
`dags/plugins/desk.py`. The store is only read.
"""
