#include "scenario/machine.h"

namespace scenario {
namespace {

class Generated final : public Machine {
 public:
  explicit Generated(const tcp::Parameters& parameters) : parameters_(parameters) {}

  std::unique_ptr<Machine> copy() const override { return std::make_unique<Generated>(*this); }
  Reaction step(const tcp::Event& event) override {
    tcp::Output out;
    tcp::step(parameters_, tcb_, event, out);
    return {{out.sends, out.sends + out.send_count},
            out.text_count,
            out.started,
            out.cancelled,
            out.signals,
            out.error};
  }
  tcp::Tcb tcb() const override { return tcb_; }
  std::uint32_t ticks(tcp::Timer timer) const override { return tcp::duration(parameters_, timer); }

 private:
  tcp::Parameters parameters_;
  tcp::Tcb tcb_ = tcp::initial();
};

}  // namespace

std::unique_ptr<Machine> generated_machine(const tcp::Parameters& parameters) {
  return std::make_unique<Generated>(parameters);
}

}  // namespace scenario
