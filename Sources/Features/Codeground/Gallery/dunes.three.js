// Dunes: a landscape of lines that never ends. Make the hills higher.
const HIGH = 1.1;
const renderer = new THREE.WebGLRenderer({ canvas, antialias: true });
renderer.setSize(600, 400);
const scene = new THREE.Scene();
scene.background = new THREE.Color('#1B1035');
scene.fog = new THREE.Fog('#1B1035', 6, 17);
const camera = new THREE.PerspectiveCamera(55, 1.5, 0.1, 60);
camera.position.set(0, 2.1, 7);
camera.lookAt(0, 0.7, -4);

const sun = new THREE.Mesh(new THREE.CircleGeometry(3.1, 64), new THREE.MeshBasicMaterial({ color: '#FF6B6B', fog: false }));
sun.position.set(0, 2.4, -18);
scene.add(sun);
const ground = new THREE.PlaneBufferGeometry(34, 30, 68, 60);
ground.rotateX(-Math.PI / 2);
const dark = new THREE.Mesh(ground, new THREE.MeshBasicMaterial({ color: '#120A26', polygonOffset: true, polygonOffsetFactor: 1 }));
const lines = new THREE.Mesh(ground, new THREE.MeshBasicMaterial({ color: '#22D3EE', wireframe: true }));
dark.position.z = lines.position.z = -6;
scene.add(dark, lines);

const hills = (x, z) => (Math.sin(x * 0.55) * Math.cos(z * 0.4) + Math.sin(x * 0.21 + z * 0.33) + 0.4 * Math.sin(z * 1.1 + x)) * Math.min(1, Math.abs(x) / 4);

function draw(t) {
  const { position } = ground.attributes;
  const way = t * 1.6;
  for (let index = 0; index < position.count; index += 1) {
    position.setY(index, Math.max(0, hills(position.getX(index), position.getZ(index) - Math.floor(way * 2) / 2)) * HIGH);
  }
  position.needsUpdate = true;
  dark.position.z = lines.position.z = -6 + (way % 0.5);
  renderer.render(scene, camera);
}
