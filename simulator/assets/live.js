// Shows new messages as they arrive: the page is fetched again and its list replaced.
new EventSource('/api/arrivals').onmessage = async ({ data }) => {
  if (document.getElementById('arrived').dataset.last === data) return;
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('arrived');
  if (fresh) document.getElementById('arrived').replaceWith(fresh);
};
