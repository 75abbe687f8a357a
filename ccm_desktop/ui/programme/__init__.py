"""The page "Program": figures of a month, its claims, and what denials say."""
