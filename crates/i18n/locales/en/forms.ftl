# Forms, confirmations and receipts.
form-not-sent = { $n ->
    [one] Not sent. Correct one thing:
   *[other] Not sent. Correct { $n } things:
}
draft-discard = Discard the draft
told-will = These will be told
told-were = These have been told
cannot-be-undone = This cannot be undone, only withdrawn or corrected with a new notice.
same-form-text = You sent this form at { $time } and have now filled in something else. What was sent holds.
same-form-sent = Sent { $time }
same-form-holds = Holds
same-form-typed = What you typed now
not-sent = Not sent
send-as-correction = Send as a correction
keep-what-was-sent = Keep what was sent
stale-title = Somebody else came first
stale-kept = What you wrote is kept but not sent.
stale-typed = What you wrote
stale-read = Read the change
standing-title = Assignments in { $unit } now
standing-end = End
