// Knot: beads on a torus knot. Change P and Q; they should have no common divisor.
const [P, Q, BEADS] = [2, 5, 260];
const renderer = new THREE.WebGLRenderer({ canvas, antialias: true });
renderer.setSize(600, 400);
const scene = new THREE.Scene();
scene.background = new THREE.Color('#0A0F1A');
scene.fog = new THREE.Fog('#0A0F1A', 5, 9);
const camera = new THREE.PerspectiveCamera(50, 1.5, 0.1, 50);
camera.position.z = 5.6;
const sun = new THREE.DirectionalLight('#FFFFFF', 0.9);
sun.position.set(2, 3, 4);
scene.add(sun, new THREE.HemisphereLight('#22D3EE', '#FF6B6B', 0.6));

const knot = new THREE.Group();
const shape = new THREE.IcosahedronGeometry(0.13, 1);
const beads = Array.from({ length: BEADS }, (_, index) => {
  const ink = new THREE.Color().setHSL(index / BEADS, 0.75, 0.6);
  const bead = new THREE.Mesh(shape, new THREE.MeshStandardMaterial({ color: ink, roughness: 0.35, flatShading: true }));
  knot.add(bead);
  return bead;
});
scene.add(knot);

function draw(t) {
  beads.forEach((bead, index) => {
    const turn = (index / BEADS) * Math.PI * 2 + t * 0.1;
    const far = 1.5 + 0.62 * Math.cos(Q * turn);
    bead.position.set(far * Math.cos(P * turn), far * Math.sin(P * turn), 0.8 * Math.sin(Q * turn));
    bead.scale.setScalar(1 + 0.45 * Math.sin(index * 0.3 + t * 3));
  });
  knot.rotation.set(t * 0.25, t * 0.4, 0);
  renderer.render(scene, camera);
}
