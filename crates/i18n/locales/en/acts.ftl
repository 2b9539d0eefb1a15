# What a unit has to do: the steps of the care chain.
# dynamic: do-*
do-settle-conflict = Choose which value holds
do-confirm-deceased = Confirm that the person has died
do-confirm-cancellation = Confirm cancelled facts about the wrong person
do-send-admission-notice = Send the admission notice
do-answer-notice = Answer the admission notice
do-answer-question = Answer a question
do-name-care-contact = Name a permanent care contact
do-start-planning = Start planning
do-share-planning-basis = Fill in the planning basis
do-answer-sip-need = Answer whether a SIP is needed
do-call-sip = Call a SIP meeting
do-hold-sip = Hold the SIP meeting
do-confirm-estimate = Confirm the expected discharge
do-declare-ready = Declare ready for discharge
do-notify-ready = Notify units that came after the ready notice
do-answer-municipality-ready = Declare the municipality ready
do-answer-outpatient-ready = Declare outpatient care ready
do-prepare-item = Prepare: { $what }
do-confirm-phone = Confirm what was said by phone
do-answer-handover = Answer a handover
do-discharge = Discharge
do-send-discharge-information = Send the discharge information
do-inform-patient = Inform the patient
do-follow-up = Follow up
do-close-chain = Close the case
do-acknowledge = Acknowledge messages

# How far the person has come.
# dynamic: stage-*
stage-requested = Care request
stage-admitted = Admitted
stage-planning = Planning
stage-discharge-ready = Ready for discharge
stage-discharged = Discharged
stage-closed = Closed
stage-deceased = Deceased
stage-cancelled = Cancelled

# dynamic: role-*
role-ward-nurse = Ward nurse
role-ward-coordinator = Ward coordinator
role-physician = Physician
role-coordinating-nurse = Coordinating nurse
role-permanent-care-contact = Permanent care contact
role-head-of-unit = Head of unit
role-needs-assessor = Needs assessor
role-municipal-coordinator = Municipal coordinator
role-municipal-nurse = Municipal nurse
role-therapist = Therapist
role-home-team = Home team
role-unit-lead = Unit lead
role-administrator = Administrator
role-auditor = Auditor
role-unknown = Function

# dynamic: branch-*
branch-inpatient = Inpatient care
branch-outpatient = Outpatient care
branch-social-services = Social services
branch-disability-services = Disability services
branch-municipal-health-care = Municipal health care
branch-private-provider = Private provider

# The checklist.
# dynamic: item-*
item-nursing-summary = Nursing summary
item-medication-list = Medication list
item-medicines-home = Medicines for home
item-discharge-summary = Discharge summary
item-aids = Aids
item-short-term-place = Short-term place
item-safe-homecoming = Safe homecoming
item-home-help-start = Start of home help
item-transport = Transport
item-self-care-assessment = Self-care assessment
item-next-of-kin-informed = Next of kin informed
item-question = unanswered question
item-municipality-not-ready = the municipality is not ready

# dynamic: item-state-*
item-state-done = Done
item-state-under-way = Under way
item-state-missing = Missing
item-state-not-applicable = Not applicable

# dynamic: transport-*
transport-booked = booked
transport-told = the patient and the receiver know
transport-confirmed = the receiver has confirmed

# Answers and reasons.
notice-rejected = Rejected: not registered here
# dynamic: notice-answer-*
notice-answer-takes-over = We take over
notice-answer-not-resident = Not our resident
notice-answer-nothing-required = Requires nothing of us now

# dynamic: consent-value-*
consent-value-given = Consent given
consent-value-refused = Refused
consent-value-unable-harm-assessed = Unable to consent, harm assessed
consent-value-compulsory-care = Compulsory care
consent-value-not-asked = Not asked yet
consent-value-withdrawn = Withdrawn

# dynamic: consent-scope-*
consent-scope-sip = SIP
consent-scope-sharing = information sharing

# dynamic: consent-form-*
consent-form-oral = orally
consent-form-written = in writing

# dynamic: sip-place-*
sip-place-before-going-home = Before going home
sip-place-at-home-after = At home, after
sip-place-video = By video

# dynamic: destination-*
destination-home = Own home
destination-short-term-place = Short-term place
destination-special-housing = Special housing
destination-other-hospital = Another hospital

# dynamic: end-reason-*
end-reason-completed = Home and followed up
end-reason-deceased = Deceased
end-reason-other-hospital = Moved to another hospital
end-reason-other-region = Moved to another region
end-reason-no-need = No need after discharge
end-reason-not-resident = Not resident here
end-reason-refused-services = Declines services
end-reason-created-in-error = Started by mistake, cancelled

# dynamic: cancel-reason-*
cancel-reason-wrong-person = Wrong person
cancel-reason-mistake = Written by mistake
cancel-reason-undo = Undone

# dynamic: phone-fact-*
phone-fact-municipality-ready = The municipality can receive
phone-fact-outpatient-ready = Outpatient care is ready
phone-fact-received = Has received the notice
phone-fact-other = Something else

# dynamic: compartment-*
compartment-coordination = Coordination, read by all parties
compartment-health-care = Health care
compartment-social-services = Social services
compartment-other = Protected

# Why an act was not done, and what to do.
# dynamic: refused-*
refused-over = The case is over. Call the receiver if something must still be said.
refused-incomplete = Facts of the case are missing or cannot be read here. Call the parties, and tell support.
refused-no-recipient = Choose at least one recipient.
refused-recipient-cannot-read = A recipient does not take part in the case, has answered that nothing is required of it, or may not read this. Choose another recipient or another kind of content, or add the party first.
refused-copy-rule = When municipal health care is notified, outpatient care must be too. Choose a primary care centre or clinic.
refused-no-ground = Part 2 may be sent only when consent, harm assessment or compulsory care is recorded.
refused-protected = The person has a protected identity. Make direct contact by phone instead.
refused-empty = Fill in the field.
wrong-dispute-says-why = Write what is disputed.
refused-too-long = The text is too long. Shorten it.
refused-impossible-time = The time cannot be right. Check date and time.
refused-impossible-time-left = The time cannot be right. Write when the person left the ward: after the admission and not in the future.
refused-impossible-time-at = The time cannot be right. Write a time that has been.
refused-impossible-time-admitted = The time cannot be right. Write a time that has been.
refused-impossible-time-judged = The time cannot be right. Write a time that has been, after the admission.
refused-impossible-time-estimate = The time cannot be right. The discharge cannot come before the admission.
refused-impossible-time-departure = The time cannot be right. Going home cannot come before the judgement.
refused-impossible-time-meeting = The time cannot be right. Write a time to come.
refused-impossible-time-held = The time cannot be right. Write a time that has been.
refused-impossible-time-until = The time cannot be right. Write a time to come.
refused-impossible-time-leave-from = The time cannot be right. The leave begins after the admission, not in the future and not within another leave.
refused-impossible-time-expected-back = The time cannot be right. Write a time after the leave began.
refused-impossible-time-back = The time cannot be right. Write a time that has been, after the leave began.
refused-not-standing = What the act is about does not stand any more. Read the case again.
refused-already-done = It is done already. Read the case again.
refused-gate-open = Something is open. Finish it, or write why you go on anyway.
refused-municipality-not-contacted = The municipality has not said that it can receive then. Call it and tick that it is done.
refused-same-person = Another person has to do it.
refused-not-your-unit = Another unit must do this.
refused-care-contact-only = Only the permanent care contact, or the head of the unit, calls a SIP.
refused-no-care-contact = No permanent care contact is named. Ask outpatient care to name one first.
refused-no-consent = The person has said no to a SIP. Record a new consent first.
refused-wrong-stage = It is not possible at this stage. Read the case again.
refused-too-late = It is too late to undo. Correct or cancel instead.
refused-physician-only = The municipality asks whether the patient is medically ready. Only a physician can answer that. Ask a physician of the unit to answer.

# dynamic: time-error-*
time-error-empty = Write date and time.
time-error-date-format = Write the date like 2026-11-20.
time-error-no-such-date = There is no such date. Write the date like 2026-11-20.
time-error-time-format = Write the time as hour and minute, for example 11:05.
time-error-no-such-time = There is no such time. Write hour and minute, for example 11:05.
time-error-skipped = The clock skips this time when summer time begins. Write another.

# Events in the timeline: what stands before the sentence.
# dynamic: event-*
event-chain-opened = Case started
event-party-added = Party added
event-party-ended = Party ended
event-room-opened = New audience
event-segment-opened = New audience
event-admission-notice-sent = Admission notice
event-admission-notice-detailed = Admission notice, part 2
event-unit-answered = Answer to the notice
event-seen = Acknowledged
event-taken-over = Taken over
event-released = Given back
event-handover-offered = Handover offered
event-handover-accepted = Handover accepted
event-handover-ended = No handover
event-answer-deferred = Comes back later
event-forwarded = Forwarded
event-reminded = Reminder
event-estimate-changed = Expected discharge
event-care-contact-named = Permanent care contact
event-planning-started = Planning
event-planning-basis-shared = Planning basis
event-planning-basis-detailed = Planning basis, content
event-message-sent = Message
event-message-noted = Message
event-question-asked = Question
event-question-answered = Answer
event-care-request-sent = Care request
event-nursing-report-sent = Nursing report from the municipality
event-report-shared = Report
event-discharge-ready-declared = Ready for discharge
event-discharge-ready-notified = Discharge ready
event-discharge-ready-withdrawn = Readiness withdrawn
event-municipality-ready-answered = The municipality’s answer
event-outpatient-ready-answered = Outpatient care’s answer
event-sip-need-answered = Need of a SIP
event-sip-requested = SIP requested
event-sip-called = SIP called
event-sip-held = SIP held
event-discharge-information-sent = Discharge information
event-discharge-information-detailed = Discharge information, content
event-patient-informed = Patient informed
event-discharged = Discharged
event-follow-up-recorded = Follow-up
event-delay-cause-judged = Cause judged
event-chain-closed = Closed
event-deceased-recorded = Deceased
event-deceased-confirmed = Deceased, confirmed
event-told-by-phone = Told by phone
event-phone-confirmed = Phone note confirmed
event-phone-unanswered = Called, no answer
event-checklist-item-set = Checklist
event-checklist-item-detailed = Checklist, content
event-consent-recorded = Consent
event-leave-recorded = Leave of absence
event-ward-moved = New ward
event-protected-identity-marked = Protected identity
event-identity-changed = Identity changed
event-facts-cancelled = Cancelled
event-cancellation-confirmed = Cancellation confirmed
event-same-as-marked = Same admission
event-not-same-as-marked = Not the same admission
event-history-imported = Imported history
event-liability-status-set = Payment liability, position
event-unknown = Event

# The acts: menu, title of the form, button.
# dynamic: act-*
act-start-chain = Start case and send the admission notice
act-admit = Admit and send the admission notice
act-send-admission-notice = Send admission notice
act-answer-notice = Answer the admission notice
act-send-care-request = Send care request
act-send-nursing-report = Send nursing report
act-acknowledge = Acknowledge
act-take-over = Take over
act-release = Give back
act-offer-handover = Hand over
act-accept-handover = Take over
act-decline-handover = Decline
act-forward-message = Forward
act-send-message = Write a message
act-answer-question = Answer the question
act-defer-answer = Come back at …
act-remind = Remind
act-change-estimate = Change the expected discharge
act-name-care-contact = Name permanent care contact
act-start-planning = Start planning
act-share-planning-basis = Fill in the planning basis
act-set-checklist-item = Change the checklist
act-declare-ready = Declare ready for discharge
act-notify-ready = Notify of discharge ready
act-withdraw-ready = Withdraw readiness
act-answer-municipality-ready = Declare the municipality ready
act-answer-outpatient-ready = Declare outpatient care ready
act-answer-sip-need = Answer whether a SIP is needed
act-request-sip = Ask for a SIP
act-call-sip = Call a SIP
act-record-sip-held = The SIP is held
act-send-discharge-information = Send discharge information
act-inform-patient = The patient is informed
act-discharge = Discharge
act-record-follow-up = Record follow-up
act-judge-delay-cause = Change the cause of the delay
act-close-chain = Close the case
act-record-deceased = Record as deceased
act-confirm-deceased = Confirm deceased
act-tell-by-phone = Record what was said by phone
act-confirm-phone = Confirm or correct a phone note
act-record-phone-unanswered = Called, no answer
act-record-consent = Record consent
act-record-leave = Leave of absence
act-move-ward = Change responsible ward
act-mark-protected = Protected identity
act-cancel-facts = Cancel facts
act-confirm-cancellation = Confirm the cancellation
act-add-party = Add a party
act-end-party = End a party’s part
act-mark-same-as = Same admission as another case
act-set-liability-status = Say what you think of the payment liability
act-undo = Undo

# What follows from an act, before it is confirmed.
# dynamic: consequence-*
consequence-start-chain = The case is opened and the chosen units get the admission notice.
consequence-admit = The patient is admitted and the chosen units get the admission notice.
consequence-send-admission-notice = The chosen units become parties and get the admission notice.
consequence-send-care-request = The unit that you ask may read the request. Nobody is admitted yet.
consequence-change-estimate = All parties get the new time and plan by it.
consequence-name-care-contact = All parties see who the permanent care contact is. The care contact calls to a SIP.
consequence-declare-ready = The time of payment liability begins, and the parties are to answer.
consequence-notify-ready = The chosen units are notified now. Payment liability in a municipality counts from the latest notice to its units.
consequence-withdraw-ready = The notice holds no more. The answers of municipality and outpatient care rest.
consequence-answer-municipality-ready = All parties see the municipality’s answer and plan by it.
consequence-answer-outpatient-ready = All parties see outpatient care’s answer and plan by it.
consequence-call-sip = The chosen units are called to a SIP.
consequence-send-discharge-information = The chosen units get the discharge information.
consequence-discharge = The person is being discharged and responsibility passes on.
consequence-close-chain = The case is closed. Nobody is reminded any more.
consequence-record-deceased = All parties are told once. Reminders stop. Another person is to confirm.
consequence-mark-protected = Only the ward reads the case. Make direct contact with others by phone.
consequence-mark-open = Those who take part in the case read it again.
consequence-cancel-facts = The facts hold no more but stay, marked. For a wrong person each receiver confirms.
consequence-end-party = The unit reads nothing that comes later.
# Instead, where nobody else may be told.
consequence-secrecy = No other unit gets the information. The case says that secrecy stands in the way, and nobody is reminded.
consequence-secrecy-ready = No unit is notified, and nobody is reminded. Those who take part in the case already still see that the patient is ready for discharge, when they are to leave, and that secrecy stands in the way. Payment liability cannot begin for a unit that was not notified.
consequence-protected = Only the ward reads the case, and no other unit is told. Make direct contact by phone.

# The answer to whether secrecy stands in the way (definitions 2).
# dynamic: secrecy-*
secrecy-no = No
secrecy-yes = Yes

# Fields of the forms.
# dynamic: field-*
field-identity = Identity, coordination or reserve number
field-family = Family name
field-given = Given name
field-municipality = Municipality of residence
field-area = Area of the municipality
field-address = Registered address
field-place = Place
field-admitted = Admitted
field-protected = The person has a protected identity
field-consent = Consent to share information
field-scope = The consent covers
field-form = How
field-consent-note = Ground of the harm assessment
field-to = Recipients
field-judged-by = Physician who judged the need
field-judged = Judged
field-judged-at-admission = Judged at admission
field-estimate = Expected discharge
field-secrecy = Secrecy stands in the way
field-phone = Phone of the unit
field-reason = Reason
field-leave-from = On leave from
field-expected-back = Expected back
field-back = Back on the ward
field-cause = Cause
field-status = Position
field-risks = Risks
field-infection = Infection to consider
field-limits = Limits of treatment and own will
field-interpreter = Interpreter, language
field-next-of-kin = Next of kin
field-corrects = Corrects earlier admission notices
field-answer = Answer
field-note = Note
field-health = State of health
field-ability = Ability and aids
field-medication-list = The medication list comes along
field-text = Text
field-compartment = Kind of content
field-needs-answer = Requires an answer
field-ground = Ground
field-until = Comes back
field-mobility = Mobility
field-personal-care = Personal care
field-nutrition = Nutrition
field-cognition = Cognition and communication
field-health-care = Health care after discharge
field-home = Home and aids
field-name = Name
field-item = Item
field-state = State
field-unit = Unit
field-role = Role
field-person = Person
field-marks = Transport
field-doses-until = Doses until
field-prescriptions = Prescriptions are sent
field-discontinued-marked = Discontinued medicines are marked
field-physician = Treating physician
field-departure = Planned departure
field-outpatient-needed = Outpatient care is needed after discharge
field-from = From
field-because = Because
field-despite = Why you go on anyway
field-municipality-contacted = I have talked with the municipality by phone
field-needed = Is a SIP needed?
field-meeting = The meeting is
field-venue = Venue or link
field-held = The meeting was held
field-present = Took part
field-left = Left the ward
field-destination = To
field-summary = Summary
field-follow-up = Follow-up and who is responsible
field-in-writing = Given in writing
field-at = When
field-as-planned = All is as planned
field-said-by = Who said it (function or name)
field-number = Phone number
field-what = What was said
field-read-back = Read back and confirmed
field-holds = Is it right?
field-correction = Correction
field-valid-to = Valid until
field-mark = Mark
field-history = Reads also what has been written
field-ward = New ward
field-of = Facts
field-chain = Number of the other case
field-same = The same admission?

# Help at the fields.
help-identity = Twelve digits: 19900101-0017
help-protected = With protected identity no notice leaves the ward. Make direct contact.
help-recipients = Suggested by municipality and area. Nobody here knows whether the person has services.
suggest-recipients = Suggest recipients for the municipality and area
help-secrecy = Answer yes when the information may not be given to those who would otherwise get it.
help-no-content = Without health or social content. All parties read it.
help-forward = Another unit of your organisation that takes part.
help-compartment = Coordination is read by all parties. Other content is read only by the parties that work with it.
help-ground = Write a ground when a recipient may otherwise not read the content.
help-transport = Only for transport.
help-notice-answer = After the last two answers the unit stops reading the case within a day.
help-item-note = Needed when the item is not applicable. Without health or social content. All parties read it.
help-item-unit = The unit that is to do it, for example the aids centre.
help-item-text = Read by health care only.
help-medicines = Only for medicines home, as are the two boxes below.
help-not-hindered = Not needed when secrecy stands in the way.
item-needs-reason = Write why the item is not applicable.
phone-error = Write the number in digits, for example 0100-00 00 34.
help-from = From when the person can be received, when the answer is yes.
help-because = Fill in when the answer is no. Without health content.
help-sip-place = When a SIP is needed.
help-sip-reason = When a SIP is not needed.
help-delay-cause = Why it is not the derived cause. The figures count your judgement, and show how many were changed.
help-information = Those who get the information. Choose only those who should.
help-leave = Fill in when the patient is back on the ward. All parties see the times. Inpatient care goes on during the leave.
help-liability-note = All parties of the case see it. Write nothing about health or social circumstances.
help-harm = For a harm assessment: on what ground.
help-history = A new disclosure, with a ground of its own.
help-same-as = Paste the address of the other case, or the number that stands last in it.

# dynamic: risk-*
risk-fall = Fall
risk-pressure-ulcer = Pressure ulcer
risk-nutrition = Malnutrition
# dynamic: ready-answer-*
ready-answer-yes = Can receive
ready-answer-no = Cannot receive
ready-answer-not-medically-ready = The patient is not medically ready
# dynamic: sip-need-*
sip-need-yes = A SIP is needed
sip-need-no = No SIP is needed
# dynamic: holds-*
holds-yes = Yes, it is right
holds-no = No, correct it
# dynamic: same-yes*
same-yes = Yes, the same
# dynamic: same-no*
same-no = No, not the same
# dynamic: mark-*
mark-protected = Protected identity
mark-open = No longer protected
mark-municipality = Municipality ready
mark-outpatient = Outpatient care ready

# dynamic: id-error-*
id-error-empty = Write the number.
id-error-wrong-length = The number has the wrong length. Write twelve digits.
id-error-unexpected-character = The number has a character that does not belong.
id-error-misplaced-sign = The hyphen stands in the wrong place.
id-error-letters = The number has letters. Is it a reserve number? Check it.
id-error-interim-number = Interim numbers are not used. Use a reserve number.
id-error-organisation-number = It is an organisation number.
id-error-century = Write the century too: twelve digits.
id-error-not-a-date = The number does not begin with a date.
id-error-born-later = The date of birth lies in the future.
id-error-birth-number = The birth number cannot be right.
id-error-check-digit = The check digit is wrong. Read the number again.
id-error-is-coordination-number = It is a coordination number.
id-error-is-personal-identity-number = It is a personal identity number.
id-error-test-number = Test numbers are not taken here.
id-error-system = The system of the number is unknown.
id-error-reserve-format = The reserve number is not written as it should be.
id-error-reserve-too-long = The reserve number is too long.

# dynamic: identifier-*
identifier-personnummer = Personal identity number
identifier-samordningsnummer = Coordination number
identifier-reservnummer = Reserve number

# Around the forms and on the page of the case.
choose-one = Choose one.
choose-facts = Choose at least one fact.
same-as-itself = That is the number of this case. Write that of the other one.
same-as-unknown = That is no number of a case. Paste the address of the other case.
choose-none = Choose
yes = Yes
no = No
still-open = Open: { $what }.
confirm-question = { $act }: { $name }?
without-kommunklar = The municipality has not said that it can receive then.
without-kommunklar-text = The discharge is shown in red to every party.
call-too = Call as well.
call-too-text = Planned departure is less than a day away. Record who answered. { $phones }
call-too-record = Record who answered
stale-what = { $unit } changed this at { $time }.
stale-what-unknown = Things have changed since you opened the form.
stale-write-anew = Rewrite for how things stand now
stale-impossible = It can no longer be sent. What you wrote is kept as a draft.
send-anyway = Send anyway
sent-at = Sent { $time }
unstaffed = unstaffed until { $until }
unstaffed-call = unstaffed until { $until }, call { $phone }
unit-closed = the unit is closed, nobody reads
unit-silent = does not read Brygga, call
unit-silent-call = does not read Brygga, call { $phone }
protected-name = Protected identity
imported-history = Imported history
delay-cause-derived = Derived cause
delay-cause-judged = { $unit } has judged: { $cause }
protected-direct-contact = Protected identity, direct contact required
part-two = Part 2.
part-two-text = Read by health care. May be sent with consent, harm assessment or compulsory care.
preliminary = Preliminary.
preliminary-text = Readiness is not declared. The answer holds once it is confirmed.
ready-from = can receive from { $time }
ready-preliminary = preliminary from { $time }
still-holds = Still holds
ready-dormant = resting: the notice is withdrawn
ready-unanswered = no answer yet
phone-holds = That is right
phone-correct = Correct it
by-phone-unconfirmed = by phone, not confirmed by { $unit }
phone-spoke = Answered: { $who }, { $number }.
todo-left = Left to do
reminded-at = Reminded { $time }
tick = Done
sip-declined = The person has declined
sip-not-settled = Not settled
party-ended-tag = takes no part any more
liability-from = At the earliest from
words-elsewhere = The content is read by others than your unit.
read-by = Read by { $units }
meanwhile = Until somebody has chosen, neither holds alone.
meanwhile-times = Be prepared for the earliest. Count on nothing before the latest.
meanwhile-not-ready = Until the ward has settled it the person is not ready.
meanwhile-dormant = The answer rests. Answer the notice that stands now.
meanwhile-discharged = The discharge stands. Call the municipality.
note-protected = Protected identity: only the ward reads. Make direct contact by phone.
note-requires-update = The case has facts that this version does not understand. Write nothing here until the system is updated.
note-missing = Facts of another node have not come here. Call the parties before anybody goes home.
note-forks = Two facts claim the same place in the log. Support has to see it.
note-late-party = A unit wrote after its part had ended. The facts are marked.
note-late-acknowledgement = Something was acknowledged after the case was closed.
note-after-closing = Something was written after the case was closed.
note-unanswered = Closed with something unanswered: something was written after the case was closed. Read it, and answer if it is a question.
note-same-as = Another case is about the same admission.
note-estimate-unconfirmed = New ward: the expected discharge is to be confirmed.
note-deceased-unconfirmed = The death is recorded but not confirmed by a second person.
note-deceased-by-feed = The patient administrative system says that the patient has died ({ $when }). Nobody has been told yet. Check and record it.
note-requested = Care request: the patient is not admitted yet.
note-on-leave = The patient has been on leave since { $from } and is expected back { $back }.
cancelled-what = About: { $what }.
menu-planning = Admission and planning
menu-sip = SIP
menu-ready = Notices
menu-home = Going home and closing
menu-phone = Message and phone
menu-case = The case

# dynamic: register-*
register-identity = Identity
register-ward = Responsible ward
register-estimate = Expected discharge
register-ready = Ready for discharge
register-care-contact = Permanent care contact
register-sip-called = SIP call
register-discharged = Discharged
register-consent = Consent
register-checklist = Checklist
register-municipality-ready = The municipality’s answer
register-outpatient-ready = Outpatient care’s answer
register-answer = Answer to the admission notice
todo-also = Also to do
todo-things = { $n ->
    [0] Nothing is
    [one] One thing is
    [2] Two things are
    [3] Three things are
    [4] Four things are
    [5] Five things are
    [6] Six things are
    [7] Seven things are
    [8] Eight things are
    [9] Nine things are
    [10] Ten things are
    [11] Eleven things are
    [12] Twelve things are
   *[other] { $n } things are
}
todo-missing = { $things } missing for going home
todo-missing-today = { $things } missing for going home today

# What an act means, on a form with nothing to fill in.
# dynamic: about-*
about-acknowledge = To acknowledge means that you have seen it. It is not an answer.
about-take-over = Taking care of means that you do what the step or message is about. The others see who has it.
about-accept-handover = You take over what the other one has had. The others see who has it.
about-remind = Whoever has the next step sees the reminder in their list.
about-start-planning = The others see that you have begun to plan.
about-request-sip = Outpatient care sees that you ask for a SIP, a coordinated individual plan. The permanent care contact calls it.
about-confirm-deceased = You confirm what a colleague has recorded: that the patient has died.
about-confirm-cancellation = The facts were about the wrong person and hold no longer. Confirm that you have seen it and do not use them.

# The button of a form, where the name of the act is not what one does there.
# dynamic: submit-*
submit-send-message = Send
submit-answer-question = Send the answer
submit-share-planning-basis = Send the planning basis
submit-set-checklist-item = Save
submit-record-leave = Save
submit-mark-protected = Save
submit-mark-same-as = Save

# Who has taken a step, and handing it over.
taken-by = { $who } is taking care of it
taken-message = a message
handover-what = What is handed over:
handover-of = { $unit } wants to hand over: { $what }
handover-waits = Handover offered to { $whom }, not answered yet
handover-for = The question is for { $whom }
handover-take-back = Take back the offer
handover-person-elsewhere = A named person can be chosen in your own unit only. Choose your own unit, or a role.
help-handover-to = Whoever has the step keeps it until somebody there has accepted.
help-handover-person = Colleagues in your own unit.

# Notifying a unit that was added after the ready notice.
notify-nobody = Nobody to notify.
notify-nobody-text = Every unit that takes part has had the ready notice, or there is no such notice.
help-notify = Each unit's time counts from when it was notified itself.

# When the call to a SIP is due.
sip-due = To be called by
sip-due-dates = { $plain } (three days), last lawful day { $last }

# Payment liability, one date for each municipality.
liability-from-of = { $municipality }, at the earliest from
liability-not-notified = Not all concerned units have been notified

# What is left to a unit that nothing is required of.
own-answer = Your answer to the admission notice
own-answer-text = Your unit no longer reads the case, since nothing is required of you. Your own answer remains here.
own-answers = Answers in cases that we no longer read
own-answers-text = The unit has answered that nothing is required of us, or that the person is not our resident. Then we stop reading the case, and only our own answer remains. It does not say whom the case was about.
own-answers-none = No answers
own-answers-none-text = Answers to admission notices come here when the unit no longer reads the case.
own-answers-sent = Sent {$when}

# A supplier that has been asked.
waits-for = waiting for { $unit }
# dynamic: liability-status-*
liability-status-open = Open
liability-status-disputed = Disputed
liability-status-agreed = Agreed
