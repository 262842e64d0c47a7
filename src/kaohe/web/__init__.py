"""The web application: a whole round in the browser. It stores and shows; every decision about points is the library's.

`config` holds the settings, the addresses and the table of permissions; `ui` the frame of all pages. The apps, each with its
models, querysets (reading), actions (one function a decision), views and templates: `audit` (who did what, chained by hash),
`accounts` (people, duties, departments, units), `schemes` (documents become versions of a scheme), `rounds` (the year as a table
of states), `filing` (targets, figures, evidence), `scoring` (self-assessment, judgement, appeals), `results` (scores, publication,
papers), `tasks` (jobs in the background, reminders, rectification).
"""
