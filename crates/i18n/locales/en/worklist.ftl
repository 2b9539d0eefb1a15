# The worklist.
print-list = Print the list
back-to-list = Back to the list
print-secrecy = Contains confidential information
start-case = Start a case
weekend-risk = Weekend risk
weekend-headline = { $n ->
    [one] { $n } person is at risk of staying over the weekend
   *[other] { $n } persons are at risk of staying over the weekend
}
weekend-text = Ready for discharge, or expected to be, before the weekend, and something is missing.
weekend-ours = For { $n } of them the next step is ours.
liability-in = in { $left }
weekend-last = Last time before the weekend: { $time }, in { $left }.
weekend-show = { $n ->
    [one] Show
   *[other] Show the { $n }
}
facts-label = Today
counts-label = Selection
count-all = All
count-mine = Mine
count-unassigned = Unassigned
count-late = Overdue
count-unread = With unread
col-bed = Bed
col-area = Area
col-person = Person
col-stage = Stage
col-next = Next step
col-due = Due
col-estimate = Expected out
col-liability = Payment liability
col-municipality = Municipality
col-ward = Ward
col-prepared = Ready for home
col-messages = Messages
col-flags = Flags
group-ours = Needs an act of ours
group-ours-note = Sorted by time
group-hospital = Waits for the hospital
group-municipality = Waits for the municipality
group-primary-care = Waits for primary care
group-waits-note = We can remind, but somebody else has the next step
group-as-planned = As planned
group-as-planned-note = Nothing needs doing today
group-closed = Closed
group-closed-note = Latest first
show-own-answers = Show answers in cases that we no longer read
municipality-area = { $name }, area { $area }
show-closed = Show closed cases
group-stays = Admitted without a notice
group-stays-note = From the hospital's patient system. Seen by you only
group-shows = Shows { $n }.
order-kept = The order is kept until you choose to update.
worklist-changed-row = Changed { $time }
unread = { $n ->
    [one] { $n } unread
   *[other] { $n } unread
}
unread-messages = { $n ->
    [one] message
   *[other] messages
}
nothing-new = Nothing new
prep-of = { $done } of { $total }
pages-label = More cases
page-first = First
page-next = Next 50
group-by = Group
group-by-step = Next step
group-by-municipality = Municipality
group-by-stage = Stage
group-by-room = Room
group-by-ward = Ward
group-none = Not known
group-room = Room { $room }
acknowledged = Acknowledged: { $name }
place-in-list = Case { $n } of { $total } in “{ $list }”
