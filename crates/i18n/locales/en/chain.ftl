step-done = done
step-now = under way
step-left = remains
step-ago = { $length } ago
step-expected = expected { $when }
check-done = Done
check-under-way = Under way
check-missing = Missing
check-not-applicable = Not applicable

# One care chain.
chain-number = Care chain { $number }
of-linked-case = from case { $number }
linked-case = The same admission as case { $number }.
linked-case-with = { $stage }, lies with { $unit }. Its events, steps and parties are shown here.
linked-case-stage = { $stage }. Its events, steps and parties are shown here.
linked-case-other-person = That case is of another person: { $person }.
linked-case-open = Show case { $number }
linked-case-take-back = Take back the mark in case { $number }
chain-stage = Where the care chain stands
marks-label = Answers of the parties
todo-ours = { $n ->
    [one] { $n } is ours
   *[other] { $n } are ours
}
todo-empty = Nothing is missing now.
acts = Acts
timeline = Events and messages
timeline-all = All
timeline-changes = Changes
timeline-earlier = { $n ->
    [one] Show { $n } earlier event
   *[other] Show { $n } earlier events
}
message-unread = Unread
clock-uncertain = Clock uncertain
message-cancelled = Cancelled
needs-answer = Needs an answer
leaves-at = Leaves at { $time }
reached-sent = Sent to
reached-delivered = Delivered to
reached-acknowledged = Acknowledged by
reached-answers-at = Will answer:
reached-answered = Answered by
reached-taken-over = Taken over by
reached-forwarded = Forwarded by
reached-waits = Waits for an answer from
new-message = New message
new-message-placeholder = Write to the chosen units
message-to = To:
message-compartment = Content, and who reads it:
checklist-edit = Change the checklist
card-sip = SIP
card-sip-hint = coordinated individual plan
card-parties = Parties
located = Is at
located-place = { $unit }, bed { $place }
card-consent = Consent
parenthesis-we = (we)

# Where two parties said different things.
conflict-values = Two different values
conflict-ready-withdrawn = Ready and withdrawn at the same time
conflict-dormant = The municipality answered a notice that was taken back
conflict-discharged = Discharged without municipality ready
conflict-discharged-early = Discharged before the municipality can receive
conflict-same-form = The same form, different content
conflict-choose = Let this hold

# Who has opened a chain.
access-log-title = Who has opened it
access-log-intro = Every opening, change and print of data about the person. The log cannot be altered.
access-when = When
access-who = Who
access-unit = Unit
access-printed = Printed
chain-print-foot = Printed { $time } by { $unit }
access-what = What
access-purpose = Purpose
