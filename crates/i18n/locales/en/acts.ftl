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
do-answer-municipality-ready = Declare the municipality ready
do-answer-outpatient-ready = Declare outpatient care ready
do-prepare-item = Prepare: { $what }
do-confirm-phone = Confirm what was said by phone
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
refused-recipient-cannot-read = A recipient does not take part in the case or may not read this. Choose another recipient or another kind of content, or add the party first.
refused-copy-rule = When municipal health care is notified, outpatient care must be too. Choose a primary care centre or clinic.
refused-no-ground = Part 2 may be sent only when consent, harm assessment or compulsory care is recorded.
refused-protected = The person has a protected identity. Make direct contact by phone instead.
refused-empty = Fill in the field.
refused-too-long = The text is too long. Shorten it.
refused-impossible-time = The time cannot be right. Check date and time.
refused-not-standing = What the act is about does not stand any more. Read the case again.
refused-already-done = It is done already. Read the case again.
refused-gate-open = Something is open. Finish it, or write why you go on anyway.
refused-municipality-not-contacted = The municipality has not said that it can receive then. Call it and tick that it is done.
refused-same-person = Another person must confirm.
refused-not-your-unit = Another unit must do this.
refused-care-contact-only = Only the permanent care contact, or the head of the unit, calls a SIP.
refused-no-care-contact = No permanent care contact is named. Ask outpatient care to name one first.
refused-no-consent = The person has said no to a SIP. Record a new consent first.
refused-wrong-stage = It is not possible at this stage. Read the case again.
refused-too-late = It is too late to undo. Correct or cancel instead.

# dynamic: time-error-*
time-error-empty = Write date and time.
time-error-date-format = Write the date like 2026-11-20.
time-error-no-such-date = There is no such date.
time-error-time-format = Write the time as hour and minute, like 11:05.
time-error-no-such-time = There is no such time.
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
event-nursing-report-sent = Nursing report
event-report-shared = Report
event-discharge-ready-declared = Ready for discharge
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
event-chain-closed = Closed
event-deceased-recorded = Deceased
event-deceased-confirmed = Deceased, confirmed
event-told-by-phone = Told by phone
event-phone-confirmed = Phone note confirmed
event-phone-unanswered = Called, no answer
event-checklist-item-set = Checklist
event-checklist-item-detailed = Checklist, content
event-consent-recorded = Consent
event-ward-moved = New ward
event-protected-identity-marked = Protected identity
event-identity-changed = Identity changed
event-facts-cancelled = Cancelled
event-cancellation-confirmed = Cancellation confirmed
event-same-as-marked = Same admission
event-not-same-as-marked = Not the same admission
event-unknown = Event

