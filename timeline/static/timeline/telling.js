// SPDX-License-Identifier: EUPL-1.2
// The pad to draw on, photos that go along smaller, and words that become too long.
// What is drawn stands in the form itself, as a picture, so it survives a
// mistake elsewhere on the page. Without this file a photo or words do the same.
"use strict";
(() => {
  const MOST = 1_300_000; // signs: the server takes no more in one form

  const start = (pad) => {
    const form = pad.closest("form");
    const field = form.querySelector("[data-drawing]");
    const canvas = pad.querySelector("canvas");
    const ink = canvas.getContext("2d");
    const back = pad.querySelector("[data-back]");
    const clear = pad.querySelector("[data-clear]");
    const status = pad.querySelector("[data-status]");
    const lines = []; // each a line that was drawn, or null where the sheet was made empty
    let under = null; // what was drawn before the page came back with a mistake
    let line = null;
    let color = pad.querySelector("[data-color][aria-pressed=true]").dataset.color;
    let thick = Number(pad.querySelector("[data-thick][aria-pressed=true]").dataset.thick);

    const visible = () => lines.slice(lines.lastIndexOf(null) + 1);
    const isEmpty = () => visible().length === 0 && !(under && !lines.includes(null));
    const draw = ({ color, thick, points }) => {
      ink.strokeStyle = ink.fillStyle = color;
      ink.lineWidth = thick;
      ink.lineCap = ink.lineJoin = "round";
      ink.beginPath();
      if (points.length === 1) {
        ink.arc(points[0][0], points[0][1], thick / 2, 0, 7);
        return ink.fill();
      }
      ink.moveTo(...points[0]);
      for (let i = 1; i < points.length - 1; i += 1) {
        const [x, y] = points[i];
        ink.quadraticCurveTo(x, y, (x + points[i + 1][0]) / 2, (y + points[i + 1][1]) / 2);
      }
      ink.lineTo(...points[points.length - 1]);
      ink.stroke();
    };
    const paint = () => {
      ink.fillStyle = "#fff";
      ink.fillRect(0, 0, canvas.width, canvas.height);
      if (under && !lines.includes(null)) ink.drawImage(under, 0, 0, canvas.width, canvas.height);
      visible().forEach(draw);
    };
    const asText = () => {
      let sheet = canvas;
      let text = sheet.toDataURL("image/png");
      while (text.length > MOST && sheet.width > 100) { // a very full sheet goes along smaller
        const smaller = document.createElement("canvas");
        [smaller.width, smaller.height] = [sheet.width * 0.7, sheet.height * 0.7];
        smaller.getContext("2d").drawImage(sheet, 0, 0, smaller.width, smaller.height);
        sheet = smaller;
        text = sheet.toDataURL("image/png");
      }
      return text;
    };
    const keep = (touched = true) => {
      const empty = isEmpty();
      field.value = empty ? "" : asText();
      back.disabled = lines.length === 0;
      clear.disabled = empty;
      status.textContent = empty ? (touched ? status.dataset.empty : "") : status.dataset.kept;
      if (touched && !empty) form.dataset.typed = "";
    };
    const at = (event) => {
      const box = canvas.getBoundingClientRect();
      const round = (number) => Math.round(number * 10) / 10;
      return [
        round(((event.clientX - box.left) * canvas.width) / box.width),
        round(((event.clientY - box.top) * canvas.height) / box.height),
      ];
    };

    canvas.addEventListener("pointerdown", (event) => {
      if (event.button || line) return;
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      line = { id: event.pointerId, color, thick, points: [at(event)] };
      draw(line);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (line?.id !== event.pointerId) return;
      (event.getCoalescedEvents?.() || [event]).forEach((one) => line.points.push(at(one)));
      paint();
      draw(line);
    });
    const lift = (event) => {
      if (line?.id !== event.pointerId) return;
      lines.push(line);
      line = null;
      paint();
      keep();
    };
    canvas.addEventListener("pointerup", lift);
    canvas.addEventListener("pointercancel", lift);
    back.addEventListener("click", () => { lines.pop(); paint(); keep(); });
    clear.addEventListener("click", () => { lines.push(null); paint(); keep(); back.focus(); });
    pad.addEventListener("click", (event) => {
      const button = event.target.closest("[data-color], [data-thick]");
      if (!button) return;
      color = button.dataset.color || color;
      thick = Number(button.dataset.thick || thick);
      button.parentElement.querySelectorAll("button").forEach((one) => {
        one.setAttribute("aria-pressed", String(one === button));
      });
    });

    const found = /^data:image\/png;base64,(.+)$/.exec(field.value);
    paint();
    if (!found) return;
    const bytes = Uint8Array.from(atob(found[1]), (sign) => sign.charCodeAt(0));
    createImageBitmap(new Blob([bytes], { type: "image/png" }))
      .then((picture) => { under = picture; paint(); keep(false); })
      .catch(() => {}); // the server says what is wrong with it
  };
  document.querySelectorAll("[data-pad]").forEach(start);

  // A big photo goes along smaller: quicker to send, and nobody hears only after minutes that it is
  // too large. Where this does not work, the photo goes as it is and the server looks.
  const LONGEST = 2400; // pixels: the server keeps fewer
  const BIG = 2_000_000; // bytes
  const smaller = async (photo) => {
    const picture = await createImageBitmap(photo, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const sheet = document.createElement("canvas");
    [sheet.width, sheet.height] = [picture.width * scale, picture.height * scale];
    const ink = sheet.getContext("2d");
    ink.fillStyle = "#fff";
    ink.fillRect(0, 0, sheet.width, sheet.height);
    ink.drawImage(picture, 0, 0, sheet.width, sheet.height);
    picture.close();
    const bytes = await new Promise((done) => { sheet.toBlob(done, "image/jpeg", 0.88); });
    if (!bytes || bytes.size >= photo.size) return null;
    const name = `${photo.name.replace(/\.\w+$/, "")}.jpg`;
    return new File([bytes], name, { type: "image/jpeg", lastModified: photo.lastModified });
  };
  document.querySelectorAll("[data-shrink]").forEach((field) => {
    const status = document.createElement("p");
    status.className = "hint";
    status.setAttribute("role", "status");
    field.after(status);
    field.addEventListener("change", async () => {
      status.textContent = "";
      const photo = field.files[0];
      if (!photo || photo.size < BIG || !/^image\/(jpeg|png)$/.test(photo.type)) return;
      const buttons = [...field.form.querySelectorAll("button:not([type=button]):not(:disabled)")];
      buttons.forEach((one) => { one.disabled = true; }); // nothing is sent half done
      status.textContent = field.dataset.shrink;
      try {
        const less = await smaller(photo);
        if (less && field.files[0] === photo) {
          const given = new DataTransfer();
          given.items.add(less);
          field.files = given.files;
        }
        status.textContent = less ? field.dataset.shrunk : "";
      } catch {
        status.textContent = ""; // the server says what is wrong with it
      } finally {
        buttons.forEach((one) => { one.disabled = false; });
      }
    });
  });

  // Nothing that is typed or pasted is cut off: where it becomes too long, that is said at once.
  document.querySelectorAll("[data-limit]").forEach((field) => {
    const words = document.createElement("p");
    words.className = "error";
    words.setAttribute("role", "status");
    field.after(words);
    const say = () => {
      const long = [...field.value.trim().replaceAll("\n", "\r\n")].length > field.dataset.limit;
      words.textContent = long ? field.dataset.limitWords : "";
      words.hidden = !long;
    };
    field.addEventListener("input", say);
    say();
  });
})();
