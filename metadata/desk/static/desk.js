// The little that pages cannot do as plain HTML: leave the frame that Airflow shows them in, and start a run.
"use strict";

// Inside Airflow's frame the pages are as light or dark as Airflow is, and change with it.
function followAirflow() {
  const around = window.parent.document.documentElement;
  const follow = () => {
    const theme = ["dark", "light"].find((each) => around.classList.contains(each));
    if (theme) document.documentElement.dataset.theme = theme;
  };
  follow();
  new MutationObserver(follow).observe(around, { attributeFilter: ["class"] });
}

if (window.parent !== window) followAirflow();

// Inside Airflow's frame, links that lead into Airflow open in the page around it.
function openInAirflow(address) {
  const page = window.parent === window ? document : window.parent.document;
  const link = page.createElement("a");
  link.href = address;
  page.body.append(link);
  link.click();
  link.remove();
}

async function startRun(form) {
  const conf = JSON.parse(form.dataset.conf);
  if (form.elements.dry_run) conf.dry_run = form.elements.dry_run.checked;
  for (const field of form.querySelectorAll("[data-key]")) {
    const key = field.dataset.key;
    if ("lines" in field.dataset) {
      const lines = field.value.split("\n").map((line) => line.trim()).filter(Boolean);
      conf[key] = [...(conf[key] ?? []), ...lines];
    } else {
      conf[key] = field.value.trim();
    }
  }
  if (form.elements.reason?.value.trim()) conf.reason = form.elements.reason.value.trim();
  const answer = await fetch(form.dataset.api, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ logical_date: null, conf }),
  });
  const said = await answer.json();
  if (!answer.ok) throw new Error(typeof said.detail === "string" ? said.detail : JSON.stringify(said.detail));
  openInAirflow(form.dataset.runs + encodeURIComponent(said.dag_run_id));
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-airflow]");
  if (!link || window.parent === window) return;
  event.preventDefault();
  openInAirflow(link.href);
});

// What is not dry needs a reason.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form.start");
  if (form && event.target.name === "dry_run" && form.elements.reason) form.elements.reason.required = !event.target.checked;
});

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form.start");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button");
  const fault = form.querySelector(".fault");
  button.disabled = true;
  fault.hidden = true;
  try {
    await startRun(form);
  } catch (error) {
    fault.textContent = `${form.dataset.failed}: ${error.message}`;
    fault.hidden = false;
    button.disabled = false;
  }
});
