"""Lists of what libraries have acquired: fetched, read, judged and committed as vendors' deliveries are.

    feeds   the lists that library files name         table  a file of lines and cells
    forms   CSV and KBART: what a line says           read   a delivery → what counts and what cannot be used
    gate    the verdict on a list                     stages fetch → read → gate → commit

Each delivery is all that its list holds. One that is held, late or broken changes nothing: the one before counts on.
"""
