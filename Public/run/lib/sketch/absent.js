// Names of p5.js that this runtime does not have. Each says so when it is read; a sketch may use the name for something of its own.

(({ kit }) => {
  const names = `
    WEBGL WEBGL2 AXES GRID LABEL FALLBACK ARROW CROSS HAND MOVE TEXT WAIT AUTO CHAR WORD IMAGE LINEAR NEAREST REPEAT CLAMP MIRROR TEXTURE SMOOTH FLAT TESS
    LANDSCAPE PORTRAIT POLYGON COVER CONTAIN HALF_FLOAT FLOAT UNSIGNED_BYTE UNSIGNED_INT LINE_STRIP LINE_LOOP IMMEDIATE STROKE FILL
    displayWidth displayHeight windowWidth windowHeight focused webglVersion deviceOrientation accelerationX accelerationY accelerationZ pAccelerationX
    pAccelerationY pAccelerationZ rotationX rotationY rotationZ pRotationX pRotationY pRotationZ turnAxis setMoveThreshold setShakeThreshold
    winMouseX winMouseY pwinMouseX pwinMouseY movedX movedY requestPointerLock exitPointerLock cursor noCursor fullscreen displayDensity getURL getURLPath
    getURLParams describeElement textOutput gridOutput noCanvas createFramebuffer clearDepth setAttributes smooth noSmooth getTargetFrameRate remove
    drawingContext disableFriendlyErrors p5Instance getItem storeItem clearStorage removeItem createStringDict createNumberDict
    append arrayCopy concat reverse shorten sort splice subset float int str boolean byte char unchar hex unhex join match matchAll nfc nfp nfs split splitTokens trim
    loadJSON loadStrings loadTable loadXML loadBytes httpGet httpPost httpDo createWriter save saveJSON saveStrings saveTable saveCanvas saveFrames saveGif
    clip beginClip endClip paletteLerp background3D bezierDetail bezierPoint bezierTangent curveDetail curveTightness curvePoint curveTangent beginContour endContour
    normal beginGeometry endGeometry buildGeometry freeGeometry model loadModel createModel plane box sphere cylinder cone ellipsoid torus
    rotateX rotateY rotateZ ortho perspective camera frustum linePerspective createCamera setCamera orbitControl debugMode noDebugMode
    ambientLight directionalLight pointLight spotLight specularColor lightFalloff lights noLights imageLight panorama
    ambientMaterial emissiveMaterial specularMaterial normalMaterial shininess metalness texture textureMode textureWrap
    loadShader createShader createFilterShader shader resetShader loadFont textWrap textToPoints textBounds blend
    select selectAll removeElements createElement createDiv createP createSpan createImg createA createSlider createButton createCheckbox createSelect createRadio
    createColorPicker createInput createFileInput createVideo createAudio createCapture VIDEO AUDIO input changed
    loadSound getAudioContext userStartAudio soundFormats getMasterVolume outputVolume soundOut sampleRate freqToMidi midiToFreq
    httpRequest touchX touchY ptouchX ptouchY`;
  kit.absent = names.trim().split(/\s+/);
  kit.refuse = (name) => {
    throw new Error(`${name}: not in this runtime`);
  };
})(self.runner);
