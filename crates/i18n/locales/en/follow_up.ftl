# Follow-up: figures over many cases.
menu-follow-up = Statistics
figures-save-as = Save as
hint-table = table
access-follow-up = Saw the case behind a figure

# Weekend stays (definition 8).
stays-title = Weekend stays
# dynamic: stays-is-*
stays-is-V1 = Ready for discharge Monday–Friday and discharged in a later week
stays-is-V2 = Ready on a weekday at some time, also if the notice came at a weekend, and discharged in a later week
stays-is-V3 = Ready for discharge Monday–Friday and discharged in a later week, the municipality too ready only in a later week
stays-is-V4 = At least two days off in a row between ready for discharge and discharged
# dynamic: stays-variant-*
stays-variant = Way of counting
stays-variant-V1 = V1 The definition
stays-variant-V2 = V2 At some time
stays-variant-V3 = V3 Strict
stays-variant-V4 = V4 Days off
stays-definition = Weekend stay, version { $version } ({ $variant }) · as of { $time } · revision { $revision }
stays-version = version { $version } ({ $variant })
stays-unclear = Part of the selection in the address could not be read and is left out. Choose again and press Show.
stays-filters = Selection
stays-copy = Copy link to selection
stays-copied = The link is copied
stays-file-csv = Get CSV
stays-file-json = JSON
stays-file-pdf = PDF
stays-file-xlsx = XLSX
stays-file-svg = Diagram
stays-period = Period
stays-ward = Ward
stays-municipality = Municipality
stays-cause = Cause
stays-compare = Compare with
stays-compare-before = { $n ->
    [one] The month before
   *[other] The { $n } months before
}
stays-compare-year = The same months a year before
stays-compare-none = No comparison
stays-all-wards = { $n ->
    [one] All ({ $n } ward)
   *[other] All { $n } wards
}
stays-all-municipalities = { $n ->
    [one] All ({ $n } municipality)
   *[other] All { $n } municipalities
}
stays-all-causes = All causes
# dynamic: cause-*
cause-short_term_place = Waits for a short-term place
cause-safe_homecoming = Waits for safe homecoming
cause-aids = Waits for aids
cause-sip_late = SIP was started late
cause-services_after_sip = Services planned after the SIP
cause-medical = Medical reason, should stay
cause-other = Other reason
cause-medical-or-other = Medical or other reason

# Key figures.
stays-in-month = Weekend stays, { $month }
stays-persons = persons
stays-fewer = { $n } fewer than in { $month }
stays-more = { $n } more than in { $month }
stays-as-many = As many as in { $month }
stays-share-of-ready = Share of those ready
stays-share-of-chains = Share of all care chains
stays-of-all-chains = Share of all care chains: { $share }
stays-months = { $n ->
    [one] { $n } month
   *[other] { $n } months
}
stays-compared = { $period }: { $value }
stays-average = Mean per month
stays-whole-months = { $n ->
    [0] No whole month in the period
    [one] Of { $n } whole month
   *[other] Of { $n } whole months
}
stays-most-common-cause = Most common cause
stays-n-of-all = { $n } of { $all } care chains

# Diagram and tables.
stays-by-month = By month and cause
stays-show-as = Show as
stays-diagram = Diagram
stays-table = Table
stays-table-label = Table by month and cause
stays-sum = Sum
stays-chart-title = Weekend stays by month and cause
stays-chart-text = Bars for { $period }. Highest in { $most_month } with { $most }, lowest whole month { $least_month } with { $least }. The table has the same figures.
stays-chart-none = Bars for { $period }. No whole month with a figure to show. The table has the same figures.
stays-mean = mean { $n }
stays-causes = { $n ->
    [one] Causes, { $n } month
   *[other] Causes, { $n } months
}
stays-hidden = <5*
stays-hidden-cause = Cause that is not shown
stays-hidden-text = <5*: fewer than five persons, or a number that is not shown because such a one could be worked out from it.
stays-own-text = All numbers are shown: the selection is your own cases. Do not share them outside the parties.
stays-running = * { $month } is running, figures until { $time }. The month is not part of the mean.
stays-of-them = Of those who stayed
stays-of-them-ready = Municipality ready before the weekend
stays-of-them-not-ready = Municipality not ready before the weekend
stays-of-them-still = Still there
stays-of-them-should = Should stay for a medical reason
stays-of-them-could = Could have gone home
stays-of-them-overridden = Cause changed by staff
stays-deceased = Deceased, never counted as a stay
stays-all = All weekend stays
stays-everybody = All
stays-chains = All care chains
stays-ready = Ready Mon–Fri
stays-stayed = Stayed
stays-share = Share
stays-share-of-all = Of all
stays-bar = Bar
stays-scale = 0–{ $top }, line = all { $all }
stays-scale-alone = 0–{ $top }
stays-by-ward = By ward
stays-by-municipality = By municipality
stays-wards = { $n ->
    [one] { $n } ward
   *[other] { $n } wards
}
stays-municipalities = { $n ->
    [one] { $n } municipality
   *[other] all { $n }
}
stays-others = Others and unknown municipality
stays-how = How the figures are counted
stays-how-time = The time is when the ready notice was sent, not when it was registered. The notice that stood last counts. A move to another ward is no discharge. Who has not been discharged has stayed from Monday 00:00 of the next week. The deceased count among the care chains but never as stays.
stays-how-denominators = The share of those ready is of those who became ready Monday–Friday (V2 and V4: of all who became ready). The share of all care chains is of all that are not cancelled. Month, ward and municipality are those of the time when the notice was sent.
stays-how-causes = The cause is derived from what happened in the case: services not in place when the weekend came, a SIP called after the ready notice, and services ordered only after the SIP. Several causes may hold at once. The main cause is a medical reason where there is one, otherwise the first of the list. Staff can change the main cause with a reason. It is then counted in place of the derived one, and how many were changed is shown.
stays-how-sums = Municipalities and others, wards, and months give the same sum: all.
stays-imported = Imported from another system: { $n } of { $all } care chains.
stays-own-cases = Show our cases behind the figures
stays-print-foot = { $definition } · printed { $time } by { $name }

# The pattern.
pattern-title = Those who stayed against those who came home
pattern-note = ready Monday–Friday
pattern-group = Group
pattern-stayed = Stayed
pattern-left = Home in time
# dynamic: pattern-*
pattern-weekday = Weekday of the notice
pattern-hour = Time of the notice
pattern-hour-from = { $hour }:00
pattern-lead_days = From admission notice to ready
pattern-lead_days-none = No notice before
pattern-lead_days-0 = The same day
pattern-lead_days-1 = 1 day
pattern-lead_days-2-3 = 2–3 days
pattern-lead_days-4-6 = 4–6 days
pattern-lead_days-7_or_more = 7 days or more
pattern-services = Services ordered
pattern-services-before = Before the SIP
pattern-services-after = After the SIP
pattern-services-no_sip = No SIP was held
pattern-services-none = No services

# The own unit's cases behind the figures.
stays-cases-title = Our cases that stayed over a weekend
stays-cases-subtitle = { $cases } that { $unit } takes or took part in · { $period } · { $variant }
stays-cases-none = None of your cases is among those who stayed in this selection.
stays-cases-imported = { $n ->
    [one] One of them is imported from another system.
   *[other] { $n } of them are imported from another system.
}
stays-ready-at = Ready for discharge
stays-left-at = Discharged
stays-still-there = Still there
stays-before-weekend = Before the weekend
stays-not-before-weekend = Not before the weekend
stays-further-causes = { $main } (also: { $further })
stays-cause-overridden = { $cause } – changed by staff, derived: { $derived }
stays-cause-change = Change cause

# Headings and words of the file for spreadsheets.
# dynamic: stays-column-*
stays-column-group = Group
stays-column-code = Code
stays-column-name = Name
stays-column-chains = Care chains
stays-column-ready = Ready for discharge
stays-column-ready_weekdays = Ready Monday–Friday
stays-column-stayed = Weekend stays
stays-column-share_of_ready = Share of those ready
stays-column-share_of_chains = Share of all care chains
stays-column-municipality_ready_before = Municipality ready before the weekend
stays-column-municipality_not_ready_before = Municipality not ready before the weekend
stays-column-still_there = Still there
stays-column-should_stay = Should stay
stays-column-could_have_left = Could have gone home
stays-column-deceased = Deceased
stays-column-weekends = Sundays in hospital
stays-column-imported = Of which imported
stays-column-overridden = Of which cause changed by staff
stays-column-share_overridden = Share changed
stays-column-short_term_place = Main cause short-term place
stays-column-safe_homecoming = Main cause safe homecoming
stays-column-aids = Main cause aids
stays-column-sip_late = Main cause late SIP
stays-column-services_after_sip = Main cause services after the SIP
stays-column-medical = Main cause medical
stays-column-other = Main cause other
stays-column-any_short_term_place = Short-term place, all
stays-column-any_safe_homecoming = Safe homecoming, all
stays-column-any_aids = Aids, all
stays-column-any_sip_late = Late SIP, all
stays-column-any_services_after_sip = Services after the SIP, all
stays-column-any_medical = Medical, all
stays-column-any_other = Other, all
stays-column-total = All
stays-column-month = Month
stays-column-ward = Ward
stays-column-municipality = Municipality
stays-column-others = Others and unknown municipality
stays-column-running = running
stays-column-hidden = fewer than 5 or hidden

# Months in narrow columns.
month-short-1 = Jan
month-short-2 = Feb
month-short-3 = Mar
month-short-4 = Apr
month-short-5 = May
month-short-6 = Jun
month-short-7 = Jul
month-short-8 = Aug
month-short-9 = Sep
month-short-10 = Oct
month-short-11 = Nov
month-short-12 = Dec

# Lead times and compliance.
times-title = Lead times
times-subtitle = How long each step took, and how often what the law and the routines ask for was kept
times-definition = Lead times, version { $version } · as of { $time } · revision { $revision }
times-version = version { $version }
times-file-compliance = CSV, rules
times-hours = { $n } h
times-days = { $n } days
times-n-of-all = { $n } of { $all }
times-p90-is = 90 % within { $n }
times-kpi-left = Ready to discharged, median
times-kpi-notice = Admission notice within 24 h
times-kpi-sip = SIP called in time
times-kpi-not-again = Not back within 30 days
times-running = * { $month } is running, figures until { $time }.
times-hidden-text = Dash and <5*: nothing to measure, fewer than five, or a number that is hidden because such a one could be worked out from it.
times-own-text = Dash: nothing to measure. All numbers are shown: the choice is your own cases. Do not share them outside the parties.
times-empty-months = { $n ->
    [one] One month with nothing to measure has no row.
   *[other] { $n } months with nothing to measure have no row.
}
times-chart-days = Ready to discharged by month, median in days
times-chart-hours = Ready to discharged by month, median in hours
times-chart-all = all { $n }
times-chart-compared = Compared with { $period }
times-by-cause = Waiting by cause
times-by-turn = Waiting by the party that had the turn
times-side = Party
times-split-about = How long each waited for one of these, and how many did. Several causes may run at once. Another cause is the time in which none of the others was missing. Where staff or another system named the cause, it has the whole time.
times-overridden = The cause was changed by staff for { $n } of { $all } ({ $share }).
times-turn-about = How long the case lay with each. Of those who were discharged; imported cases say nothing of it.
# dynamic: times-turn-*
times-turn-ward = The ward
times-turn-outpatient = Outpatient care
times-turn-municipality = The municipality
times-measures = How long the steps took
times-rules = How often it was kept
times-by-month = By month
times-month = Month
times-notice-in-time = Notice within 24 h
times-sip-in-time = SIP in time
times-to-municipality-ready = Ready to municipality ready, median
times-left = Discharged
times-to-left = Ready to discharged, median
times-to-left-p90 = 90th percentile
times-means = Means with definitions of their own
times-stays = Stays
times-left-by-weekday = Discharged by weekday
times-left-by-hour = Discharged by hour
times-weekday = Weekday
times-hour = Hour
times-breaches = Breaches of rules that the system found
times-breaches-about = What is a duty and was not done, by rule, unit that answers for it and month. It is found in the cases, reported by nobody, and is laid beside the deviations.
times-breaches-none = Nothing of the kind in what is chosen.
times-breaches-own = Shown only when your own ward or municipality is chosen.
times-breach-unit = Unit that answers for it
times-cases = Cases
# dynamic: times-measure-*
times-measure-admission_to_notice = Admission to admission notice
times-measure-notice_to_seen = Admission notice to seen
times-measure-notice_to_answered = Admission notice to answer
times-measure-notice_to_taken_over = Admission notice to taken over
times-measure-ready_to_municipality_ready = Ready to municipality ready
times-measure-municipality_ready_to_left = Municipality ready to discharged
times-measure-ready_to_left = Ready to discharged
times-measure-change_before_estimate = Notice given of a changed date
# dynamic: times-from-*
times-from-admission_to_notice = From when the 24 hours of 2 kap. 3 § began to the first notice
times-from-notice_to_seen = By recipient unit
times-from-notice_to_answered = By recipient unit
times-from-notice_to_taken_over = By recipient unit
times-from-ready_to_municipality_ready = Until every concerned municipality is ready; without those who were so before the notice
times-from-municipality_ready_to_left = From municipality ready, at the earliest the ready notice
times-from-ready_to_left = From the ready notice that stood last
times-from-change_before_estimate = How long before the earlier date the change was told; negative after it
# dynamic: times-rule-*
times-rule-notice_sent = Admission notice sent
times-rule-notice_within_24_h = Admission notice within 24 h
times-rule-sip_called_in_time = SIP called in time
times-rule-care_contact_in_time = Care contact named in time
times-rule-medication_list_at_discharge = Medication list at discharge
times-rule-discharge_summary_at_discharge = Discharge summary at discharge
times-rule-notice_seen_within_4_h = Admission notice seen within 4 h
times-rule-left_after_15 = Discharged after 15:00
times-rule-left_on_a_friday = Discharged on a Friday
times-rule-date_never_changed = Expected date never changed
times-rule-left_the_same_day = Discharged the same day
times-rule-not_readmitted_within_30_days = Not back within 30 days
# dynamic: times-kept-when-*
times-kept-when-notice_sent = Chapter 2, section 1. Of those admitted who have one, or who turned out to need somebody after discharge
times-kept-when-notice_within_24_h = 2 kap. 3 §. Of all first notices
times-kept-when-sip_called_in_time = 4 kap. 3 §. Of those who need a SIP and have not declined
times-kept-when-care_contact_in_time = 2 kap. 5 §. Named before discharge, of all discharged
times-kept-when-medication_list_at_discharge = Done when the patient was discharged, of all discharged
times-kept-when-discharge_summary_at_discharge = Done when the patient was discharged, of all discharged
times-kept-when-notice_seen_within_4_h = Per receiving unit, of notices sent at least 4 hours ago; no duty
times-kept-when-left_after_15 = Of all discharged; no duty
times-kept-when-left_on_a_friday = Of all discharged; no duty
times-kept-when-date_never_changed = Of all discharged with an expected date; no duty
times-kept-when-left_the_same_day = On the day of the ready notice, of all discharged with one; no duty
times-kept-when-not_readmitted_within_30_days = No new admission in the county, of all discharged at least 30 days ago or back already; no duty
# dynamic: times-mean-*
times-mean-skr = Mean time as ready (SKR)
times-mean-day_zero = Mean days with day zero
times-mean-changes = Changes of the expected date per case
times-mean-is-skr = Ended stays with at least one day as ready; without those discharged the same day
times-mean-is-day_zero = All discharged after a notice; the same day counts as 0, as in payment models
times-mean-is-changes = Of all discharged with an expected date
# dynamic: times-column-*
times-column-measure = Measure
times-column-n = Number
times-column-mean = Mean
times-column-median = Median
times-column-p90 = 90th percentile
times-column-rule = Rule
times-column-of = Applies to
times-column-kept = Kept
times-column-not_kept = Not kept
times-column-share = Share
times-column-breach = Breaches of rules that the system found
times-column-cause = Cause
times-column-turn = Turn of
times-column-chains = Care chains
times-column-imported = Of which imported
times-column-skr_mean_days = Mean time as ready by SKR, days
times-column-mean_days_with_day_zero = Mean days with day zero

# Reports on paper and for spreadsheets.
document-as-of = As of { $time } · revision { $revision }
document-page = Page
document-of = of
document-continued = cont.
document-definition = How it is measured
document-causes = Causes
document-with-rules = { $title }, rules
document-with-causes = { $title }, main causes
document-main-cause = Main cause
document-any-cause = One of the causes
document-hours = Times are in hours, days where it says days.
document-running = * The month is not over, or lies ahead. It is in no mean.
document-liability = Payment liability
document-liability-by = Model { $model }: { $definition }
document-liability-amounts = Amounts are whole days at whole kronor and not rounded.
document-days = Days
document-amount = Amount, SEK
document-cases-of = Cases, { $name }
document-case = Case
document-notice-sent = Notice sent
document-start = First day
document-reason = Why no amount

# Short-term places.
capacity-title = Short-term places
capacity-subtitle = Short-term places by municipality and year, beside the waiting for them
capacity-definition = Short-term places, version { $version } · as of { $time } · revision { $revision }
capacity-chart = Short-term places and people waiting on an average day, by year
capacity-table = By municipality and year
capacity-year = Year
capacity-places = Places
capacity-change = Since the year before
capacity-waited = Persons who waited
capacity-wait-days = Days they waited
capacity-waiting-a-day = Waiting on a mean day
capacity-how = Places are what the municipality has said for the year. Waiting is the time between ready and leaving in which a short-term place was missing or under way, in days of 24 hours. Whoever waits over new year counts in both years, with the days in each. Waiting on a mean day is the days divided by the days of the year.
capacity-imported = Of cases from another system it is not known how long somebody waited. They are among the persons where that file says the cause, and not in the days.
capacity-running = * The year is not over, or the period does not cover it; the figures are of the days so far.
# dynamic: capacity-column-*
capacity-column-year = Year
capacity-column-days_covered = Days counted
capacity-column-places = Places
capacity-column-change = Since the year before
capacity-column-waited = Persons who waited
capacity-column-timed = Of them with a known time
capacity-column-wait_days = Days they waited
capacity-column-waiting_a_day = Waiting on a mean day

# Frozen reports.
snapshot-take = Save snapshot
snapshots-title = Snapshots
snapshots-about = Reports that are frozen, with an address to refer to. Small groups are hidden in all of them.
snapshots-none = Nobody has saved a snapshot yet. The button is on each page of the statistics.
snapshot-report = Report
snapshot-at = Saved
snapshot-by = By
snapshot-definition = Definition
snapshot-revision = Revision
snapshot-taken = Saved { $time } by { $name }
snapshot-today = The same choice today
snapshot-copy = Copy link
snapshot-about = A frozen report. It never changes, even if cases are corrected afterwards, and small groups are hidden from everybody.
snapshot-digest = Checksum: { $digest }
snapshot-print-foot = { $address } · { $digest }
access-snapshot = Saved a snapshot of a report

# The monthly report by e-mail.
mail-report-subject = { $title }, { $month }
mail-report-body = Here is the report of the month: { $title }. Small groups are hidden. The same figures as of today: { $link }
