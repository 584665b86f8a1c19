"use strict";
// The page: a picture, the camera or a text in; what it says, in the reader's language, out.

const embedded = (id) => JSON.parse(document.getElementById(id).textContent);
const KEYS = embedded("keys"), LANGUAGES = embedded("languages");
const LARGEST = 4000000;
const ROWS = ["name", "birthYear", "achievement", "origin", "recognised", "equivalent", "outcome",
  "authority", "destination", "validFrom", "validUntil", "number"];
const byId = (id) => document.getElementById(id);
let language = navigator.languages.map((tag) => tag.split("-")[0]).find((tag) => tag in LANGUAGES) || "en";
let last = null;

function speak(chosen) {
  language = chosen;
  const { direction, texts } = LANGUAGES[language];
  document.documentElement.lang = language;
  document.documentElement.dir = direction;
  document.title = texts.title;
  for (const element of document.querySelectorAll("[data-text]"))
    element.textContent = texts[element.dataset.text];
  byId("language").value = language;
  byId("keys-of").textContent = texts.keysOf.replace("%(date)s", day(document.documentElement.dataset.made / 1));
  if (last) show(last);
}

function day(seconds) {
  // "14 March", not "March 14": the English of most of the world.
  const locale = language === "en" ? "en-GB" : language;
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(seconds * 1000);
}

function told(name, claims) {
  const { outcomes } = LANGUAGES[language];
  const value = claims[name];
  if (value === null || value === "") return "";
  if (name === "validFrom" || name === "validUntil") return day(value);
  if (name === "outcome") return outcomes[value] || "";
  if (name === "destination") {
    return new Intl.DisplayNames([language], { type: "region", fallback: "code" }).of(value);
  }
  return String(value);
}

function show(result) {
  last = result;
  const { texts } = LANGUAGES[language];
  const good = result.state === "genuine";
  const verdict = byId("verdict");
  verdict.textContent = texts[result.state];
  verdict.className = good ? "good" : "bad";
  byId("signed").textContent = result.issuer ? texts.signedBy.replace("%(name)s", result.issuer) : "";
  byId("unchecked").hidden = !good;
  const table = byId("claims");
  table.replaceChildren();
  for (const name of result.claims ? ROWS : []) {
    const text = told(name, result.claims);
    if (!text) continue;
    const row = table.insertRow();
    const head = document.createElement("th");
    head.scope = "row";
    head.textContent = texts[name];
    const cell = document.createElement("td");
    cell.textContent = text;
    cell.dir = "auto";
    row.append(head, cell);
  }
  byId("compare").hidden = !result.claims;
  byId("result").hidden = false;
}

async function judgeText(text) {
  show(await judge(text, KEYS, Date.now() / 1000));
}

function pixels(source, width, height, factor) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * factor);
  canvas.height = Math.round(height * factor);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

// As it is, larger and smaller: a code of few pixels and a large photograph are both read.
function findCode(source, width, height, factors) {
  for (const factor of factors) {
    if (width * height * factor * factor > LARGEST) continue;
    const text = decodePicture(pixels(source, width, height, factor));
    if (text !== null) return text;
  }
  return null;
}

async function readFile(file) {
  try {
    const picture = await createImageBitmap(file);
    const fitting = Math.min(1, Math.sqrt(LARGEST / (picture.width * picture.height)));
    const factors = [fitting, 2, 3, fitting / 2, fitting / 3].filter((factor) => factor > 0.05);
    const text = findCode(picture, picture.width, picture.height, factors);
    if (text !== null) await judgeText(text);
    else show({ state: "nothingFound" });
  } catch (fault) {
    show({ state: "nothingFound" });
  }
}

async function watch() {
  const video = byId("video");
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
    await video.play();
  } catch (fault) {
    byId("camera").disabled = true;
    return;
  }
  video.hidden = false;
  const stop = () => {
    for (const track of video.srcObject.getTracks()) track.stop();
    video.hidden = true;
  };
  const look = async () => {
    const text = video.videoWidth ? findCode(video, video.videoWidth, video.videoHeight, [1]) : null;
    if (text !== null) {
      stop();
      await judgeText(text);
    } else setTimeout(look, 150);
  };
  await look();
}

for (const [code, { name }] of Object.entries(LANGUAGES)) {
  const option = new Option(name, code);
  option.lang = code;
  byId("language").append(option);
}
byId("language").addEventListener("change", (event) => speak(event.target.value));
byId("picture").addEventListener("change", (event) => event.target.files[0] && readFile(event.target.files[0]));
byId("check").addEventListener("click", () => judgeText(byId("text").value));
byId("camera").hidden = !(navigator.mediaDevices && navigator.mediaDevices.getUserMedia);
byId("camera").addEventListener("click", watch);
speak(language);
