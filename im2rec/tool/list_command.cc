// im2rec --list.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "im2rec/list/find_lists.h"
#include "im2rec/list/list_source.h"
#include "im2rec/tool/arguments/argument_advice.h"
#include "im2rec/tool/commands.h"
#include "recordio/console/console.h"
#include "recordio/console/output_place.h"
#include "recordio/console/progress.h"

namespace imrec::tool {
namespace {

void PrintListing(const ListingResult& result) {
  nlohmann::json report = {{"images", result.images},
                           {"lists", nlohmann::json::array()},
                           {"classes", result.classes},
                           {"left_out", nlohmann::json::array()}};
  for (const WrittenList& list : result.lists) {
    report["lists"].push_back({{"path", list.path.string()},
                               {"images", list.images},
                               {"replaced", list.replaced.has_value()}});
  }
  for (const Error& problem : result.problems) report["left_out"].push_back(problem.what());
  // File names need not be UTF-8.
  const auto text = report.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
  std::printf("%s\n", text.c_str());
}

// Prints classes in the format of im2rec.py.
void PrintClasses(const ListingResult& result) {
  for (std::size_t i = 0; i < result.classes.size(); ++i) {
    std::printf("%s %zu\n", result.classes[i].c_str(), i);
  }
  std::fflush(stdout);  // before what follows on standard error
}

// Says the first texts, each of which is about a list.
void SayFirst(const std::vector<std::string>& texts, std::size_t shown,
              const std::string& and_more) {
  for (std::size_t i = 0; i < std::min(texts.size(), shown); ++i) {
    console::Say(kToolName, texts[i]);
  }
  if (texts.size() > shown) {
    console::Say(kToolName, and_more + console::Counted(texts.size() - shown, "more list"));
  }
}

constexpr std::size_t kShownNotes = 3;

void SayProblems(const ListingResult& result) {
  for (const Error& problem : result.problems) {
    console::Say(kToolName, std::string("left out: ") + problem.what());
  }
  std::vector<std::string> notes;
  for (const WrittenList& list : result.lists) {
    if (list.images > 0) continue;
    notes.push_back("note: no image is left for " + list.path.string());
  }
  SayFirst(notes, kShownNotes, "note: nor for ");
}

// Without --recursive there are no class names. Reports those of an older list, because packing
// uses them.
void SayWhoseNames(const ListingResult& result) {
  if (!result.classes.empty()) return;
  std::vector<std::string> notes;
  for (const WrittenList& list : result.lists) {
    const std::filesystem::path prefix = std::filesystem::path(list.path).replace_extension();
    const std::filesystem::path names = FindClassNames(prefix);
    if (names.empty()) continue;
    notes.push_back("note: " + names.string() + " exists, so its names are packed with " +
                    list.path.string());
  }
  SayFirst(notes, kShownNotes, "note: and names with ");
}

// Lists of an older run that have the same prefix would be packed with these, or instead of them.
void SayOlderLists(const std::filesystem::path& prefix, const ListingResult& result) {
  if (prefix.extension() == ".lst") return;
  std::vector<std::string> notes;
  for (const std::filesystem::path& list : FindLists(prefix).lists) {
    if (std::ranges::find(result.lists, list, &WrittenList::path) != result.lists.end()) continue;
    notes.push_back("note: " + list.string() + " is of an earlier run, and im2rec " +
                    prefix.string() + " packs it; remove it if it is not needed");
  }
  SayFirst(notes, kShownNotes, "note: so are ");
}

void SayFiles(const ListingResult& result) {
  constexpr std::size_t kShown = 8;
  std::vector<std::string> files;
  std::size_t replaced = 0;
  for (const WrittenList& list : result.lists) {
    const std::string date =
        list.replaced ? " (replaced the list of " + console::DateTime(*list.replaced) + ')' : "";
    files.push_back(list.path.string() + ": " + console::Counted(list.images, "image") + date);
    replaced += list.replaced ? 1 : 0;
  }
  SayFirst(files, kShown, "and ");
  if (files.size() > kShown) {
    console::Say(kToolName, "total: " + console::Counted(result.images, "image") + " in " +
                                console::Counted(files.size(), "list") + ", " +
                                console::WithThousands(replaced) + " replaced");
  }
  if (!result.classes_file.empty()) {
    console::Say(kToolName, result.classes_file.string() + ": " +
                                console::Counted(result.classes.size(), "class"));
  }
}

// Writes only the list to standard output, and everything else to standard error.
ListingResult PrintList(const Arguments& arguments) {
  std::string text;
  ListingResult result = MakeImageListText(arguments.root, arguments.listing, text);
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) {
    throw Error(ErrorCode::kIo, "cannot write to standard output");
  }
  SayProblems(result);
  if (arguments.quiet) return result;
  for (std::size_t i = 0; i < result.classes.size(); ++i) {
    console::Say(kToolName, "class " + std::to_string(i) + ": " + result.classes[i]);
  }
  console::Say(kToolName, console::Counted(result.images, "image"));
  return result;
}

ListingResult WriteLists(const Arguments& arguments) {
  CheckListsToWrite(arguments);
  console::RequirePlaceFor(arguments.prefix, "choose another PREFIX for the lists");
  std::optional<console::Progress> progress;
  std::uint64_t of = 0;
  const auto on_progress = [&](std::uint64_t done, std::uint64_t known) {
    if (known != of) progress.emplace("folders", known, arguments.progress);
    of = known;
    progress->Update(done);
  };
  ListingResult result =
      MakeImageLists(arguments.prefix, arguments.root, arguments.listing, on_progress);
  progress.reset();
  SayProblems(result);
  SayWhoseNames(result);
  SayOlderLists(arguments.prefix, result);
  if (arguments.json) {
    PrintListing(result);
  } else {
    PrintClasses(result);
  }
  if (!arguments.quiet) SayFiles(result);
  return result;
}

}  // namespace

int RunListing(const Arguments& arguments) {
  RequireRoot(arguments);
  const std::string advice = AdviceOnRoot(arguments);
  ListingResult result;
  try {
    result = arguments.prefix == kStandardStream ? PrintList(arguments) : WriteLists(arguments);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kNotFound || advice.empty()) throw;
    throw Error(error.code(), error.reason() + "; it " + advice, error.where());
  }
  if (!advice.empty()) {
    console::Say(kToolName, "note: " + arguments.root.string() + " " + advice);
  }
  return result.problems.empty() ? console::kExitDone : console::kExitPartly;
}

}  // namespace imrec::tool
