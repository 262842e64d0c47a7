"""The interface for other programs: facts in and out, schemes, results and receipts over HTTP, with a token of one role each.

`permits` says which role may call which operation, `auth` lets nobody past without a token, `operations` holds the operations one
file a subject, `schemas` what they take and give, `problems` how a refusal looks (RFC 9457). `writing` decides which figures a
caller may write, `exchange` turns them into DHIS2's data values and back. Pages for the administrator make and withdraw tokens.
"""
