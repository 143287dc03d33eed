// allauth's passkey scripts announce a failure; we say it in words where the button is.
document.addEventListener("allauth.error", (event) => {
  const place = document.querySelector("[data-passkey-failed]");
  if (!place) return;
  event.preventDefault();
  place.textContent = place.dataset.passkeyFailed;
});
