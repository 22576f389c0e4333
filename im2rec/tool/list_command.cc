// im2rec --list.
#include <cstdio>
#include <string>

#include <nlohmann/json.hpp>

#include "im2rec/tool/commands.h"
#include "recordio/console/console.h"

namespace imrec::tool {
namespace {

void PrintJson(const ListingResult& result) {
  nlohmann::json report = {{"images", result.images},
                           {"lists", nlohmann::json::array()},
                           {"classes", result.classes},
                           {"left_out", nlohmann::json::array()}};
  for (const WrittenList& list : result.lists) {
    report["lists"].push_back({{"path", list.path.string()}, {"images", list.images}});
  }
  for (const Error& problem : result.problems) report["left_out"].push_back(problem.what());
  // File names need not be UTF-8.
  const auto text = report.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
  std::printf("%s\n", text.c_str());
}

// As im2rec.py prints them.
void PrintClasses(const ListingResult& result) {
  for (std::size_t i = 0; i < result.classes.size(); ++i) {
    std::printf("%s %zu\n", result.classes[i].c_str(), i);
  }
}

void SayProblems(const ListingResult& result) {
  for (const Error& problem : result.problems) {
    console::Say(kToolName, std::string("left out: ") + problem.what());
  }
}

void SayFiles(const ListingResult& result) {
  for (const WrittenList& list : result.lists) {
    console::Say(kToolName,
                 list.path.string() + ": " + console::WithThousands(list.images) + " images");
  }
  if (!result.classes_file.empty()) {
    console::Say(kToolName, result.classes_file.string() + ": " +
                                console::WithThousands(result.classes.size()) + " classes");
  }
}

// Standard output is the list alone; what else there is to know goes to standard error.
ListingResult PrintList(const Arguments& arguments) {
  std::string text;
  ListingResult result = MakeListText(arguments.root, arguments.listing, text);
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) {
    throw Error(ErrorCode::kIo, "cannot write to standard output");
  }
  SayProblems(result);
  if (arguments.quiet) return result;
  for (std::size_t i = 0; i < result.classes.size(); ++i) {
    console::Say(kToolName, "class " + std::to_string(i) + ": " + result.classes[i]);
  }
  console::Say(kToolName, console::WithThousands(result.images) + " images");
  return result;
}

ListingResult WriteLists(const Arguments& arguments) {
  ListingResult result = MakeLists(arguments.prefix, arguments.root, arguments.listing);
  SayProblems(result);
  if (arguments.json) {
    PrintJson(result);
  } else {
    PrintClasses(result);
  }
  if (!arguments.quiet) SayFiles(result);
  return result;
}

}  // namespace

int RunListing(const Arguments& arguments) {
  const ListingResult result =
      arguments.prefix == kStandardStream ? PrintList(arguments) : WriteLists(arguments);
  return result.problems.empty() ? console::kExitDone : console::kExitPartly;
}

}  // namespace imrec::tool
