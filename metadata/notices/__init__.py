"""notices: what people are told where they are: by mail, or through a webhook in a system of their own.

notice   what is told, and how it reads as text and as a page     words    its sentences (schemas/notices.yml)
mail     to the people of a role, by SMTP                         webhook  JSON, signed, to one address

Nobody's address and no secret stands in a file: both are in a connection, of Airflow's or of the environment.
A channel whose connection is not set is off, and says nothing.
"""
