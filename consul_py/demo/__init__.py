"""Two scenarios that ship with the project: real input for a first look, for tests and for screenshots.

`lindental` is the fictional Landkreis Lindental, complete, with dates relative to today. `hessen` enters what five
published documents report about four Hessian processes, in own sentences, and nothing that is not in them. What is
shown is data in plain modules (`lindental_*`, `hessen_*`); what enters it (`enter_*`) goes through the services of
the domains, as a district would, on the days when it happened (`stage`). A scenario is one transaction: it is there
as a whole or not at all, and entering it a second time changes nothing. Mails that would have been sent long ago are
not sent again. This domain stands above all others; only the command line knows it.
"""
