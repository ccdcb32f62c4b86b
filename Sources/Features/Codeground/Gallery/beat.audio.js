// Beat: a drum machine in five lines. 1 is a hit. Write your own.
const KICK = '1000100010001010';
const SNARE = '0000100000001000';
const HAT = '1011101110111011';
const BASS = ['C2', 'C2', 'Eb2', 'C2', 'F2', 'C2', 'G2', 'Bb1'];
bpm(112);
filter(9_000);
const bass = synth({ wave: 'sawtooth', decay: 0.12, sustain: 0.15, release: 0.08, volume: 0.28 });
const snare = noise({ decay: 0.14, volume: 0.4 });
const hat = noise({ decay: 0.03, volume: 0.14 });
const drum = kick();
let now = -1;

every(0.25, (step) => {
  now = step % 16;
  if (KICK[now] === '1') play(drum);
  if (SNARE[now] === '1') play(snare);
  if (HAT[now] === '1') play(hat);
  if (now % 2 === 0) play(bass, BASS[(step / 2) % BASS.length], 0.4);
});

const pen = canvas.getContext('2d');
function draw() {
  pen.fillStyle = '#FFFAF0';
  pen.fillRect(0, 0, 600, 400);
  [[KICK, '#FF6B6B'], [SNARE, '#FACC15'], [HAT, '#22D3EE']].forEach(([row, ink], line) => {
    [...row].forEach((hit, step) => {
      const grow = step === now && hit === '1' ? 4 + level() * 8 : 0;
      pen.fillStyle = '#000000';
      pen.fillRect(24 + step * 35 + 3 - grow, 60 + line * 100 + 3 - grow, 28 + grow * 2, 70 + grow * 2);
      pen.fillStyle = hit === '1' ? ink : step === now ? '#D6CDBB' : '#FFFFFF';
      pen.fillRect(24 + step * 35 - grow, 60 + line * 100 - grow, 28 + grow * 2, 70 + grow * 2);
      pen.lineWidth = 2;
      pen.strokeRect(24 + step * 35 - grow, 60 + line * 100 - grow, 28 + grow * 2, 70 + grow * 2);
    });
  });
}
