step-done = klart
step-now = pågår
step-left = återstår
check-done = Klart
check-under-way = Pågår
check-missing = Saknas
check-not-applicable = Ej aktuellt
