"""WebSub (https://www.w3.org/TR/websub/): a feed's hub tells us at once when there is something new.

Reading on schedule never stops: a hub that falls silent costs time, and loses nothing.
"""
