// Any bytes as the plan of a run, PREFIX.plan.json: what can be read can be written, and says the
// same again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>

#include <imrec/error.h>

#include "im2rec/plan/plan_file.h"
#include "tests/fuzz/scratch_folder.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  imrec::fuzz::WriteScratchFile("set.plan.json", {data, size});
  try {
    imrec::PlanFile plan = imrec::ReadPlanFile(imrec::fuzz::ScratchFolder() / "set.plan.json");
    imrec::StagedSetOf(plan);
    imrec::OptionsOf(plan);
    const std::string text = imrec::FormatPlanFile(plan);
    imrec::fuzz::WriteScratchFile(
        "set.plan.json", {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    const imrec::PlanFile again =
        imrec::ReadPlanFile(imrec::fuzz::ScratchFolder() / "set.plan.json");
    if (again.shards != plan.shards || again.lines != plan.lines || again.options != plan.options ||
        again.class_names != plan.class_names) {
      abort();
    }
  } catch (const imrec::Error&) {
  }
  return 0;
}
