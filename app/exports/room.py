"""The room of lists that are given out."""

from app.web.room import Room

room = Room("exports", "app.exports")
