#include "recordio/console/html_page.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <utility>

#include "recordio/console/console.h"

namespace imrec::console {
namespace {

constexpr int kLabelWidth = 150;
constexpr int kBarWidth = 420;
constexpr int kRowHeight = 20;

constexpr std::string_view kStyle = R"(<style>
body { font: 14px system-ui, sans-serif; margin: 2rem auto; max-width: 46rem; padding: 0 1rem;
  color: #222; overflow-wrap: anywhere; }
h2 { font-size: 1rem; margin: 2rem 0 .5rem; }
svg { display: block; width: 100%; height: auto; }
text { font: 12px system-ui, sans-serif; fill: currentColor; }
rect { fill: #3b7dd8; }
table { border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: .15rem 1rem .15rem 0; }
.pictures { display: flex; flex-wrap: wrap; gap: 1rem; }
figure { margin: 0; width: 13rem; }
figcaption { font-size: 12px; margin-top: .25rem; }
figure svg { background: #8883; }
path { fill: none; stroke: #e02020; stroke-width: 2; stroke-linecap: square; }
@media (prefers-color-scheme: dark) { body { background: #181818; color: #ddd; } }
</style>)";

// Class names and file names may contain any character.
std::string HtmlEscaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string Element(std::string_view name, std::string_view text) {
  const std::string tag(name);
  return "<" + tag + ">" + HtmlEscaped(text) + "</" + tag + ">";
}

// Returns the start of a name that fits beside a bar. Characters of Asian scripts, which have three
// bytes or more, are twice as wide.
std::string Shortened(const std::string& name) {
  constexpr int kMostColumns = 22;
  int columns = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto byte = static_cast<unsigned char>(name[i]);
    if ((byte & 0xC0) == 0x80) continue;
    columns += byte >= 0xE0 ? 2 : 1;
    if (columns > kMostColumns) return name.substr(0, i) + "\u2026";
  }
  return name;
}

std::string Attribute(const std::string& name, int value) {
  return " " + name + "=\"" + std::to_string(value) + "\"";
}

std::string Chart(const Histogram& histogram) {
  const std::uint64_t most = MostIn(histogram);
  const int rows = static_cast<int>(histogram.bins.size());
  std::string svg = "<svg role=\"img\" viewBox=\"0 0 680 " + std::to_string(rows * kRowHeight) +
                    "\" aria-label=\"" + HtmlEscaped(histogram.title) + "\">\n";
  int y = 0;
  for (const Histogram::Bin& bin : histogram.bins) {
    const int width = static_cast<int>(static_cast<double>(std::min(bin.count, most)) * kBarWidth /
                                       static_cast<double>(most));
    const std::string shown = Shortened(bin.name);
    const std::string whole = shown == bin.name ? std::string() : Element("title", bin.name);
    svg += "<text text-anchor=\"end\"" + Attribute("x", kLabelWidth - 8) + Attribute("y", y + 14) +
           ">" + whole + HtmlEscaped(shown) + "</text><rect" + Attribute("x", kLabelWidth) +
           Attribute("y", y + 3) + Attribute("width", width) + Attribute("height", kRowHeight - 6) +
           "/><text" + Attribute("x", kLabelWidth + width + 6) + Attribute("y", y + 14) + ">" +
           WithThousands(bin.count) + "</text>\n";
    y += kRowHeight;
  }
  return svg + "</svg>\n";
}

std::string Base64(std::span<const std::byte> bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8U | (k < count ? std::to_integer<std::uint32_t>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text += k <= count ? kDigits[group >> (18 - 6 * k) & 63U] : '=';
    }
  }
  return text;
}

std::string Number(double value) {
  std::array<char, 32> text;
  std::snprintf(text.data(), text.size(), "%.1f", value);
  return text.data();
}

// The box in pixels of the picture.
struct Drawn {
  double left;
  double top;
  double right;
  double bottom;
};

std::optional<Drawn> DrawnBox(const HtmlPicture& picture) {
  if (!picture.box) return std::nullopt;
  if (std::ranges::any_of(*picture.box, [](double value) { return std::isnan(value); })) {
    return std::nullopt;
  }
  const auto at = [](double share, int size) { return std::clamp(share, -1.0, 2.0) * size; };
  const auto& [xmin, ymin, xmax, ymax] = *picture.box;
  return Drawn{.left = at(xmin, picture.width),
               .top = at(ymin, picture.height),
               .right = at(xmax, picture.width),
               .bottom = at(ymax, picture.height)};
}

// A picture with its box, in a frame that shows all of both.
std::string Drawing(const HtmlPicture& picture) {
  constexpr double kMargin = 4;
  const std::optional<Drawn> box = DrawnBox(picture);
  const Drawn image = {.left = 0,
                       .top = 0,
                       .right = static_cast<double>(picture.width),
                       .bottom = static_cast<double>(picture.height)};
  const Drawn shown = box.value_or(image);
  const double left = std::min({image.left, shown.left, shown.right}) - kMargin;
  const double top = std::min({image.top, shown.top, shown.bottom}) - kMargin;
  const double right = std::max({image.right, shown.left, shown.right}) + kMargin;
  const double bottom = std::max({image.bottom, shown.top, shown.bottom}) + kMargin;
  std::string svg = "<svg role=\"img\" viewBox=\"" + Number(left) + " " + Number(top) + " " +
                    Number(right - left) + " " + Number(bottom - top) + "\"><image" +
                    Attribute("width", picture.width) + Attribute("height", picture.height) +
                    " href=\"data:image/jpeg;base64," + Base64(picture.jpeg) + "\"/>";
  if (box) {
    // Unlike a rectangle, a path is also drawn if it has no area.
    svg += "<path vector-effect=\"non-scaling-stroke\" d=\"M" + Number(box->left) + " " +
           Number(box->top) + "H" + Number(box->right) + "V" + Number(box->bottom) + "H" +
           Number(box->left) + "Z\"/>";
  }
  return svg + "</svg>";
}

}  // namespace

HtmlPage::HtmlPage(std::string_view title, std::string_view summary) {
  text_ = std::string(kPageStart) + Element("title", title) + "\n" + std::string(kStyle) +
          "</head>\n<body>\n" + Element("h1", title) + "\n" + Element("p", summary) + "\n";
}

void HtmlPage::AddHeading(std::string_view text) { text_ += Element("h2", text) + "\n"; }

void HtmlPage::AddParagraph(std::string_view text) { text_ += Element("p", text) + "\n"; }

void HtmlPage::AddValues(const std::vector<std::array<std::string, 2>>& values) {
  text_ += "<table>\n";
  for (const auto& [name, value] : values) {
    text_ += "<tr>" + Element("th", name) + Element("td", value) + "</tr>\n";
  }
  text_ += "</table>\n";
}

void HtmlPage::AddTable(const std::vector<std::string>& header,
                        const std::vector<std::vector<std::string>>& rows) {
  text_ += "<table>\n<tr>";
  for (const std::string& name : header) text_ += Element("th", name);
  text_ += "</tr>\n";
  for (const std::vector<std::string>& row : rows) {
    text_ += "<tr>";
    for (const std::string& cell : row) text_ += Element("td", cell);
    text_ += "</tr>\n";
  }
  text_ += "</table>\n";
}

void HtmlPage::AddChart(const Histogram& histogram) {
  AddHeading(histogram.title);
  text_ += Chart(histogram);
}

void HtmlPage::AddPictures(const std::vector<HtmlPicture>& pictures) {
  text_ += "<div class=\"pictures\">\n";
  for (const HtmlPicture& picture : pictures) {
    text_ += "<figure>" + (picture.jpeg.empty() ? std::string() : Drawing(picture)) +
             Element("figcaption", picture.caption) + "</figure>\n";
  }
  text_ += "</div>\n";
}

std::string HtmlPage::Finish() {
  text_ += "</body></html>\n";
  return std::exchange(text_, {});
}

}  // namespace imrec::console
