#include "recordio/remote/credentials/aws_profile.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <system_error>
#include <utility>

#include <imrec/error.h>

#include "recordio/internal/read_file.h"
#include "recordio/internal/text_lines.h"
#include "recordio/remote/ascii.h"

namespace imrec::remote {
namespace {

constexpr std::string_view kBlanks = " \t";

// Without a comment, which begins with '#' or ';' at the start of the line or after a blank.
std::string_view WithoutComment(std::string_view line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool begins = i == 0 || kBlanks.find(line[i - 1]) != std::string_view::npos;
    if (begins && (line[i] == '#' || line[i] == ';')) return line.substr(0, i);
  }
  return line;
}

// Splits at the first blank outside quotes: `profile "a b"` into `profile` and `a b`.
std::pair<std::string, std::string> SplitHeader(std::string_view header) {
  const std::size_t blank = header.find_first_of(kBlanks);
  std::string_view name =
      blank == std::string_view::npos ? std::string_view() : TrimBlanks(header.substr(blank));
  if (name.size() >= 2 && (name.front() == '"' || name.front() == '\'') &&
      name.back() == name.front()) {
    name = name.substr(1, name.size() - 2);
  }
  return {std::string(header.substr(0, blank)), std::string(name)};
}

// Called with the text between brackets; returns the section to fill, or nullptr to ignore it.
using FindSection = std::function<AwsSection*(std::string_view header)>;

// Parses one file line by line.
class SectionParser {
 public:
  SectionParser(const std::string& file, FindSection find) : file_(file), find_(std::move(find)) {}

  void Parse(std::string_view text) {
    TextLines lines(text);
    while (lines.Next()) {
      number_ = lines.number();
      const std::string_view line = WithoutComment(lines.line());
      const std::string_view content = TrimBlanks(line);
      if (content.empty()) continue;
      const bool indented = kBlanks.find(line.front()) != std::string_view::npos;
      if (content.front() == '[' && !(indented && !block_.empty())) {
        BeginSection(content);
      } else {
        AddValue(content, indented);
      }
    }
  }

 private:
  [[noreturn]] void Refuse(const std::string& reason) const {
    throw Error(ErrorCode::kCorruptData, reason, {.file = file_, .line = number_});
  }

  void BeginSection(std::string_view content) {
    if (content.back() != ']') Refuse("a section should end with ']'");
    section_ = find_(TrimBlanks(content.substr(1, content.size() - 2)));
    in_section_ = true;
    block_.clear();
  }

  void AddValue(std::string_view content, bool indented) {
    // Values are not shown in messages: they may be secret.
    if (!in_section_) Refuse("expected a section, as [default], before the first value");
    const std::size_t equals = content.find('=');
    if (equals == 0 || equals == std::string_view::npos) {
      if (indented && section_ == nullptr) return;
      Refuse("expected NAME = VALUE");
    }
    std::string name = ToLower(TrimBlanks(content.substr(0, equals)));
    const std::string_view value = TrimBlanks(content.substr(equals + 1));
    if (indented && !block_.empty()) {
      name = block_ + "." + name;
    } else {
      block_ = value.empty() ? name : "";
    }
    if (section_ != nullptr) section_->Set(name, std::string(value));
  }

  const std::string& file_;
  FindSection find_;
  std::uint64_t number_ = 0;
  bool in_section_ = false;
  AwsSection* section_ = nullptr;
  std::string block_;  // the name whose nested values follow, empty if none do
};

std::filesystem::path ExpandHome(const std::string& path, const Environment& environment) {
  const std::string home = ValueOf(environment, "HOME");
  if (!path.starts_with("~/")) return path;
  return home.empty() ? std::filesystem::path() : std::filesystem::path(home) / path.substr(2);
}

std::filesystem::path PathOf(const Environment& environment, const std::string& variable,
                             const std::string& fallback) {
  const std::string path = ValueOf(environment, variable);
  return ExpandHome(path.empty() ? fallback : path, environment);
}

// A file that does not exist is empty, as is /dev/null, which turns a file off.
std::string ReadIfPresent(const std::filesystem::path& path) {
  std::error_code error;
  if (path.empty() || !std::filesystem::exists(path, error) ||
      std::filesystem::is_character_file(path, error)) {
    return {};
  }
  return ReadTextFile(path);
}

const AwsSection* Find(const std::map<std::string, AwsSection>& sections, const std::string& name) {
  const auto found = sections.find(name);
  return found == sections.end() ? nullptr : &found->second;
}

}  // namespace

std::string AwsSection::Get(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::string() : found->second;
}

void AwsProfiles::AddConfig(std::string_view text, const std::string& name) {
  const auto find = [this](std::string_view header) -> AwsSection* {
    const auto [kind, section] = SplitHeader(header);
    if (header == "default") return &profiles_["default"];
    if (kind == "profile" && !section.empty()) return &profiles_[section];
    if (kind == "services" && !section.empty()) return &services_[section];
    return nullptr;
  };
  SectionParser(name, find).Parse(text);
}

void AwsProfiles::AddCredentials(std::string_view text, const std::string& name) {
  const auto find = [this](std::string_view header) { return &profiles_[std::string(header)]; };
  SectionParser(name, find).Parse(text);
}

const AwsSection* AwsProfiles::Profile(const std::string& name) const {
  return Find(profiles_, name);
}

const AwsSection* AwsProfiles::Services(const std::string& name) const {
  return Find(services_, name);
}

std::filesystem::path AwsConfigPath(const Environment& environment) {
  return PathOf(environment, "AWS_CONFIG_FILE", "~/.aws/config");
}

std::filesystem::path AwsCredentialsPath(const Environment& environment) {
  return PathOf(environment, "AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials");
}

AwsProfiles ReadAwsProfiles(const Environment& environment) {
  AwsProfiles profiles;
  const std::filesystem::path config = AwsConfigPath(environment);
  profiles.AddConfig(ReadIfPresent(config), config.string());
  const std::filesystem::path credentials = AwsCredentialsPath(environment);
  profiles.AddCredentials(ReadIfPresent(credentials), credentials.string());
  return profiles;
}

std::string AwsProfileName(const std::string& explicit_name, const Environment& environment) {
  if (!explicit_name.empty()) return explicit_name;
  const std::string name = ValueOf(environment, "AWS_PROFILE");
  return name.empty() ? "default" : name;
}

AwsSection FindAwsProfile(const AwsProfiles& profiles, const std::string& explicit_name,
                          const Environment& environment) {
  const std::string name = AwsProfileName(explicit_name, environment);
  if (const AwsSection* profile = profiles.Profile(name)) return *profile;
  if (name == "default") return {};
  throw Error(ErrorCode::kNotFound, "profile '" + name + "' is neither in '" +
                                        AwsConfigPath(environment).string() + "' nor in '" +
                                        AwsCredentialsPath(environment).string() + "'");
}

}  // namespace imrec::remote
