"""Pages about personal data: what authors agree to, and how long what is kept."""

from app.privacy import letters as letters
