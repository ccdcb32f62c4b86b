// three.js draws on `canvas`; draw(t) runs for each frame, t in seconds.
const renderer = new THREE.WebGLRenderer({ canvas, antialias: true });
renderer.setSize(480, 320);
const scene = new THREE.Scene();
scene.background = new THREE.Color('#22D3EE');
const camera = new THREE.PerspectiveCamera(50, 1.5, 0.1, 50);
camera.position.z = 4;
const light = new THREE.DirectionalLight('#FFFFFF', 1);
light.position.set(1, 2, 3);
scene.add(light, new THREE.HemisphereLight('#FFFFFF', '#FF6B6B', 0.9));
const cube = new THREE.Mesh(new THREE.BoxGeometry(1.5, 1.5, 1.5), new THREE.MeshStandardMaterial({ color: '#FACC15' }));
scene.add(cube);

function draw(t) {
  cube.rotation.set(t * 0.7, t, 0);
  renderer.render(scene, camera);
}
