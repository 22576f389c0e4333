#include "recordio/console/generate/generate_outline.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <set>

#include <CLI/CLI.hpp>

namespace imrec::console {
namespace {

constexpr std::string_view kGeneralGroup = "Options";

// The group of options without one has another name in each version of CLI11.
std::string GroupOf(const CLI::Option& option) {
  static const std::string unnamed = CLI::OptionDefaults().get_group();
  const std::string& group = option.get_group();
  return group == unnamed ? std::string(kGeneralGroup) : group;
}

// "{a,b}" of "TEXT:{a,b}", as CLI::IsMember writes it.
std::vector<std::string> ChoicesIn(std::string_view type) {
  const std::size_t begin = type.find('{');
  if (begin == std::string_view::npos || !type.ends_with('}')) return {};
  std::vector<std::string> choices(1);
  for (const char c : type.substr(begin + 1, type.size() - begin - 2)) {
    if (c == ',') {
      choices.emplace_back();
    } else {
      choices.back() += c;
    }
  }
  return choices;
}

// "1..1024" of "INT:INT in [1 - 1024]", "TEXT" of "TEXT".
std::string ValueText(std::string type) {
  const std::size_t mark = type.find(':');
  if (mark == std::string::npos) return type;
  const std::size_t range = type.find(" in [", mark);
  if (range == std::string::npos || !type.ends_with(']')) return type.substr(0, mark);
  constexpr std::string_view kDash = " - ";
  constexpr std::size_t kOpening = 5;  // of " in ["
  std::string text = type.substr(range + kOpening, type.size() - range - kOpening - 1);
  const std::size_t dash = text.find(kDash);
  return dash == std::string::npos ? text : text.replace(dash, kDash.size(), "..");
}

bool IsNumber(std::string_view type) {
  return type.starts_with("UINT") || type.starts_with("INT") || type.starts_with("FLOAT") ||
         (!type.empty() && std::isdigit(static_cast<unsigned char>(type.front())) != 0);
}

std::vector<std::string> NamesOf(const CLI::Option& option) {
  if (option.get_positional()) return {option.get_name(true, false)};
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  return names;
}

std::vector<std::string> NamesOf(const std::set<CLI::Option*>& options) {
  std::vector<std::string> names;
  names.reserve(options.size());
  for (const CLI::Option* option : options) names.push_back(option->get_name());
  std::ranges::sort(names);  // the set's order is that of addresses
  return names;
}

OptionOutline OutlineOf(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  OptionOutline outline{.names = NamesOf(option),
                        .choices = ChoicesIn(type),
                        .value = ValueText(type),
                        .default_text = option.get_default_str(),
                        .description = option.get_description(),
                        .group = GroupOf(option),
                        .many = option.get_expected_max() == CLI::detail::expected_max_vector_size,
                        .required = option.get_required(),
                        .needs = NamesOf(option.get_needs()),
                        .excludes = NamesOf(option.get_excludes())};
  if (option.get_items_expected_max() == 0) {
    outline.kind = ValueKind::kNone;
  } else if (!outline.choices.empty()) {
    outline.kind = ValueKind::kChoice;
  } else {
    outline.kind = IsNumber(type) ? ValueKind::kNumber : ValueKind::kText;
  }
  return outline;
}

CommandOutline OutlineBelow(const CLI::App& app, const std::string& parent) {
  CommandOutline outline{.name = app.get_name(),
                         .path = parent + app.get_name(),
                         .description = app.get_description(),
                         .footer = app.get_footer(),
                         .positionals = {},
                         .options = {},
                         .commands = {}};
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty()) continue;
    auto& list = option->get_positional() ? outline.positionals : outline.options;
    list.push_back(OutlineOf(*option));
  }
  // --version is added last, after the groups.
  const auto is_general = [](const OptionOutline& option) { return option.group == kGeneralGroup; };
  std::stable_partition(outline.options.begin(), outline.options.end(), is_general);
  for (const CLI::App* command : app.get_subcommands({})) {
    outline.commands.push_back(OutlineBelow(*command, outline.path + ' '));
    // CLI11 hands it down.
    std::string& footer = outline.commands.back().footer;
    if (footer == outline.footer) footer.clear();
  }
  return outline;
}

}  // namespace

CommandOutline OutlineOf(const CLI::App& app) { return OutlineBelow(app, {}); }

std::string Joined(const std::vector<std::string>& words, std::string_view separator) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += separator;
    text += word;
  }
  return text;
}

}  // namespace imrec::console
