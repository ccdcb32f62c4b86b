/// What cats say about each deed if they have nothing of their own.
let plainLines: [String: [String]] = [
  "login_success": ["{name} is back. I feel {mood}.", "Hello, {name}.", "The door opened, and it was {name}."],
  "login_again": ["{name} again. The door is getting dizzy.", "In and out, {name}, in and out.", "I know these steps by now."],
  "login_failure": ["Wrong word at the door.", "Someone forgot their word.", "The door said no."],
  "system_error": ["Something fell over.", "I heard a crash.", "That was not meant to happen."],
  "form_error": ["The form said no.", "One field was not right, {name}.", "Try that once more."],
  "timeout": ["The line went quiet.", "{name} faded out.", "Somebody's signal got lost."],
  "friend_added": ["Two more who know each other.", "{name} made a friend.", "A new thread between two people."],
  "post_created": ["{name} made something.", "There is something new to look at.", "I sat on the new thing. It is warm."],
  "sticker_placed": [
    "A sticker! I would have put it on the floor.", "{name} left something behind.", "Somebody's wall is more colourful now.",
  ],
  "script_forked": ["The code grew a branch.", "{name} took it somewhere else.", "Same start, other end."],
  "verse_canon": ["That verse stays.", "{name} is part of the song now.", "The song got longer."],
  "content_removed": ["Something was taken away.", "There is an empty spot now.", "It was here, and now it is not."],
  "idle": ["Nothing happens, at length.", "It is quiet. I feel {mood}.", "The hour went by on soft feet."],
  "pet": ["{name} knows the spot.", "A little to the left.", "Yes. There."],
]
