# Refusals and errors that the pages meet.
forbidden-protected = The person has protected identity. Only the responsible ward sees the case.
forbidden-protected-act = The person has protected identity. This is not done in Brygga: contact directly by phone.
forbidden-phase = It is not possible at this point of the case.
forbidden-care-contact-only = Only the permanent care contact, or the head of the unit, can do it.
forbidden-compartment = The information is under another organisation’s secrecy.
forbidden-relation = It is another party’s task in this case.
forbidden-role = Your role in this assignment does not suffice.
forbidden-parties-only = It is for the parties of the payment alone: choose your own municipality or ward.
error-full = Saving is not possible right now
error-full-text = The disk is full. Nothing has been sent. Reading works, writing does not. Call the recipient, and tell the operators.

# The worklist.
worklist-subtitle = { $day } at { $time } · { $cases } at { $unit }
worklist-cases = { $n ->
    [one] { $n } case
   *[other] { $n } cases
}
worklist-table = Care chains at { $unit }
worklist-print-foot = { $unit }, printed { $time } by { $name }
worklist-empty = No cases right now
worklist-empty-text = New cases are shown here as soon as somebody sends an admission notice or a question to you.
worklist-empty-filter = No case in this selection
worklist-empty-filter-text = All cases are still in the whole list.
worklist-empty-ours = Nothing needs you right now
worklist-empty-ours-text = { $n ->
    [one] One case waits for others or goes as planned.
   *[other] { $n } cases wait for others or go as planned.
}
worklist-show-all = Show all
area-all = All areas
fact-liability = { $n ->
    [one] Payment liability may begin tonight for { $n } person
   *[other] Payment liability may begin tonight for { $n } persons
}
fact-liability-text = Counted from the day of the discharge-ready notice.
fact-leaving = { $n ->
    [one] { $n } person is expected to go home today
   *[other] { $n } persons are expected to go home today
}
fact-leaving-text = By the estimated discharge.
protected-person = Protected identity
age-years = { $n } years
stage-since = since { $when }
step-none = No next step right now
acknowledge = Acknowledge
flag-conflict = Needs to be settled
flag-new = New
flag-municipality-ready = Municipality ready
flag-municipalities-ready = Municipality ready { $ready } of { $of }
flag-deceased-by-feed = Deceased by the patient system

# Assignments.
assignment-until = until { $day }
standing-for-now = until further notice
give-intro = Whoever gets the assignment sees the same cases as { $unit } up to and including the last day.
give-user = Who
give-role = Role
give-from = First day
give-to = Last day
give-to-help = The assignment ends by itself after that day.
give-submit = Give the assignment
give-error-user = Choose a person.
give-error-role = Choose a role that the unit can give.
give-error-date = Write a date.
give-error-to = The last day is the same day as the first or later, and not too far away.
give-error-other = The assignment could not be given. Check the values.

# Search and the access log.
search-place = { $ward }, bed { $bed }
search-unclear-empty = Write a name or an identity number.
search-unclear-short = Write at least two letters.
search-unclear-number = That is not a possible identity number. Write all 12 digits.
identity-number = Identity number
access-somebody = Member of staff
access-own-answer = Read its own answer
access-own-answers = Read the list of its own answers
access-opened = Opened the case
access-read-log = Read the log
access-list = Saw the case in a list
access-search = Found the case by searching
access-denied = Was refused
access-wrote = Wrote in the case

# dynamic: weekday-*
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
# dynamic: month-*
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

# The work in the background, for whoever looks after the server.
jobs-intro = What the server does by itself. What has failed is tried again, with longer and longer waits. What has been given up waits for you.
jobs-none = No work is waiting.
jobs-what = What
jobs-state = State
jobs-attempts = Attempts
jobs-when = Next time
jobs-why = Error
jobs-id = Id in the log
jobs-retry = Try again
job-state-waiting = Waiting
job-state-running = Running
job-state-done = Done
job-state-failed = Failed, will be tried again
job-state-dead = Given up
job-send-message = Send a message
job-refresh-rows = Work out rows of lists anew
job-forget-sessions = Clear old sign-ins
job-send-report = Send the monthly report by e-mail
job-forget-looks = Clear old marks
job-unknown = Unknown to this version
