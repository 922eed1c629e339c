/** Cents as text: 1250 becomes "12.50 €". */
export function euros(cents) {
  const sign = cents < 0 ? "-" : "";
  const whole = Math.abs(cents);
  return `${sign}${Math.floor(whole / 100)}.${String(whole % 100).padStart(2, "0")} €`;
}
