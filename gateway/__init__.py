"""The gateway owns clips: it validates, plans, conducts and reports."""
