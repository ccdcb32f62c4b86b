// Rain: drops on a pentatonic scale, over two slow chords. Click to hear it, then change the scale.
bpm(72);
reverb(3, 0.45);
delay(0.75, 0.4, 0.25);
const drop = pluck({ decay: 0.995, volume: 0.5 });
const pad = synth({ wave: 'sine', attack: 0.8, decay: 0.5, sustain: 0.7, release: 1.6, volume: 0.16 });
const drops = [...scale('C5 pentatonic'), ...scale('C4 pentatonic')];
const chords = [['C3', 'G3', 'E4'], ['A2', 'E3', 'C4'], ['F2', 'C3', 'A3'], ['G2', 'D3', 'B3']];
const rings = [];

every(0.5, (beat) => {
  if (Math.random() < 0.35) return;
  const pitch = drops[Math.floor(Math.random() * drops.length)];
  play(drop, pitch, 1);
  rings.push({ x: Math.random() * 600, y: 60 + Math.random() * 300, age: 0, hue: (pitch / 4) % 360 });
});
every(4, (beat) => play(pad, chords[beat % chords.length], 4));

const pen = canvas.getContext('2d');
function draw(t) {
  pen.fillStyle = 'rgba(10, 15, 26, 0.25)';
  pen.fillRect(0, 0, 600, 400);
  const wave = level();
  for (let line = 0; line < 7; line += 1) {
    pen.beginPath();
    for (let x = 0; x <= 600; x += 10) pen.lineTo(x, 60 + line * 50 + Math.sin(x * 0.02 + t + line) * (6 + wave * 60));
    pen.strokeStyle = `hsla(${190 + line * 12}, 80%, 60%, 0.35)`;
    pen.lineWidth = 2;
    pen.stroke();
  }
  for (const ring of rings) {
    ring.age += 1;
    pen.beginPath();
    pen.arc(ring.x, ring.y, ring.age * 1.4, 0, Math.PI * 2);
    pen.strokeStyle = `hsla(${ring.hue}, 90%, 65%, ${Math.max(0, 1 - ring.age / 60)})`;
    pen.lineWidth = 3;
    pen.stroke();
  }
  while (rings.length && rings[0].age > 60) rings.shift();
}
