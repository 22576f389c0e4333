# Bars of images a second as SVG, from the table that compare.sh prints: detection only.
# Usage: awk -f tests/bench/plot.awk TABLE > OUT.svg
BEGIN { FS = " *\\| *"; bar = 22; left = 300; width = 420 }
/^\| ratio/ { exit }
$3 ~ /^[0-9]+$/ && $2 !~ /^im2rec|^cp of|^tar of|resize 300|raw records|1920x1080|classification|faces/ {
  name[++n] = $2
  rate[n] = $3
  if ($3 + 0 > most) most = $3 + 0
}
END {
  height = n * bar + 12
  printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" ", left + width + 70, height
  print "font-family=\"sans-serif\" font-size=\"13\">"
  print "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>"
  for (i = 1; i <= n; ++i) {
    y = 6 + (i - 1) * bar
    length_of_bar = rate[i] / most * width
    color = name[i] ~ /^imrec/ ? "#2a6fb0" : "#9aa5b1"
    printf "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#222222\">%s</text>\n", left - 8, y + 15, name[i]
    printf "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n", left, y + 3, length_of_bar, bar - 6, color
    printf "<text x=\"%.1f\" y=\"%d\" fill=\"#222222\">%d</text>\n", left + length_of_bar + 6, y + 15, rate[i]
  }
  print "</svg>"
}
