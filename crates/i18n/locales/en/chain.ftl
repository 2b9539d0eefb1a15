step-done = done
step-now = under way
step-left = remains
check-done = Done
check-under-way = Under way
check-missing = Missing
check-not-applicable = Not applicable
