-- up
-- An emoji with and without U+FE0F is one reaction. From now on the form that UTS #51 calls fully qualified is stored: with it after every
-- symbol that is text by default (the list is Unicode 15.0's) and has no skin tone. What stands here in other forms is brought together.
CREATE TABLE emoji_rules (mark TEXT NOT NULL, tones TEXT NOT NULL, texts TEXT NOT NULL);
INSERT INTO emoji_rules (mark, tones, texts) VALUES (
-- sqlite
  char(65039),
-- postgres
  chr(65039),
-- both
  '🏻🏼🏽🏾🏿',
  '#*0123456789©®‼⁉™ℹ↔↕↖↗↘↙↩↪⌨⏏⏭⏮⏯⏱⏲⏸⏹⏺Ⓜ▪▫▶◀◻◼☀☁☂☃☄☎☑☘☝☠☢☣☦☪☮☯☸' ||
  '☹☺♀♂♟♠♣♥♦♨♻♾⚒⚔⚕⚖⚗⚙⚛⚜⚠⚧⚰⚱⛈⛏⛑⛓⛩⛰⛱⛴⛷⛸⛹✂✈✉✌✍✏✒✔✖✝✡✳✴❄❇❣❤➡⤴⤵⬅⬆⬇〰〽' ||
  '㊗㊙🅰🅱🅾🅿🈂🈷🌡🌤🌥🌦🌧🌨🌩🌪🌫🌬🌶🍽🎖🎗🎙🎚🎛🎞🎟🏋🏌🏍🏎🏔🏕🏖🏗🏘🏙🏚🏛🏜🏝🏞🏟🏳🏵🏷🐿👁📽🕉🕊🕯🕰🕳🕴🕵🕶🕷🕸🕹' ||
  '🖇🖊🖋🖌🖍🖐🖥🖨🖱🖲🖼🗂🗃🗄🗑🗒🗓🗜🗝🗞🗡🗣🗨🗯🗳🗺🛋🛍🛎🛏🛠🛡🛢🛣🛤🛥🛩🛰🛳');

-- Every form that is in use, and the one that is kept of it. Each step of `walk` takes over one character.
CREATE TABLE emoji_forms (typed TEXT PRIMARY KEY, form TEXT NOT NULL);
INSERT INTO emoji_forms (typed, form)
WITH RECURSIVE walk (typed, rest, form) AS (
  SELECT used.emoji, replace(used.emoji, rules.mark, ''), CAST('' AS TEXT)
  FROM (SELECT DISTINCT emoji FROM reactions) used CROSS JOIN emoji_rules rules
  UNION ALL
  SELECT walk.typed, substr(walk.rest, 2), walk.form || substr(walk.rest, 1, 1) || CASE
    WHEN replace(rules.texts, substr(walk.rest, 1, 1), '') <> rules.texts
      AND replace(rules.tones, substr(walk.rest, 2, 1), '') = rules.tones THEN rules.mark ELSE '' END
  FROM walk CROSS JOIN emoji_rules rules WHERE walk.rest <> ''
)
SELECT typed, form FROM walk WHERE rest = '';

-- Only messages that hold one of the other forms change. Of a member's two forms the first stays.
DELETE FROM reactions WHERE id IN (
  SELECT later.id FROM reactions later
  JOIN emoji_forms f ON f.typed = later.emoji AND f.form IN (SELECT form FROM emoji_forms WHERE typed <> form)
  JOIN reactions first ON first.message_id = later.message_id AND first.user_id = later.user_id AND first.id < later.id
  JOIN emoji_forms g ON g.typed = first.emoji AND g.form = f.form
);
UPDATE reactions SET place = (
  SELECT MIN(other.place) FROM emoji_forms f
  JOIN emoji_forms g ON g.form = f.form
  JOIN reactions other ON other.message_id = reactions.message_id AND other.emoji = g.typed
  WHERE f.typed = reactions.emoji
) WHERE emoji IN (SELECT typed FROM emoji_forms WHERE form IN (SELECT form FROM emoji_forms WHERE typed <> form));
UPDATE reactions SET emoji = (SELECT form FROM emoji_forms WHERE typed = reactions.emoji)
WHERE emoji IN (SELECT typed FROM emoji_forms WHERE typed <> form);

DROP TABLE emoji_forms;
DROP TABLE emoji_rules;

-- down
-- Nothing to undo: the schema is the same, and both forms are valid.
