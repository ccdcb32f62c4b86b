// Sound: click the picture to hear it. every(beats, f) calls f at the beat.
bpm(100);
reverb(2, 0.3);
const string = pluck();
const notes = scale('A3 minor pentatonic');

every(0.5, (beat) => play(string, notes[(beat * 3) % notes.length]));
every(2, () => kick());
