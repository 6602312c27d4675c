// Digits appear at once; without this, each key is a round trip.
document.addEventListener('click', (event) => {
  const key = event.target.closest('button[data-key]');
  const entered = key?.form.elements.entered;
  if (!entered) return;
  event.preventDefault();
  entered.value = key.value === 'clear' ? '' : (entered.value + key.value).slice(0, entered.maxLength);
});
