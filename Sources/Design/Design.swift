// Design
