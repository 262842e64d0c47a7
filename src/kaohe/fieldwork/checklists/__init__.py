"""检查表: what a team asks at one place, on paper, on a phone or in the browser, and what comes back as findings.

A `Checklist` is made from the scheme's on-site items (`making`), goes out as a printed form or an XLSForm
(`xlsform`), and its answers, however they come back (`exports`), become the figures that inspection found
(`findings`). It asks about organisations and places, never about a person.
"""
