#include "scenario/narrator.h"

#include <utility>

#include "scenario/arrow.h"

namespace scenario {
namespace {

using runtime::Packet;
namespace flag = runtime::flag;

std::string flags(const Packet& packet) {
  std::string text;
  for (auto [mask, name] : {std::pair{flag::Syn, "SYN"}, {flag::Fin, "FIN"}, {flag::Rst, "RST"}, {flag::Ack, "ACK"}})
    if (packet.has(mask)) text += (text.empty() ? "" : ",") + std::string(name);
  return text;
}

}  // namespace

void Narrator::send(runtime::View datagram) {
  if (auto packet = runtime::parse(datagram); const auto* p = std::get_if<Packet>(&packet)) tell(*p, true);
  below_.send(datagram);
}

std::optional<runtime::View> Narrator::receive() {
  auto datagram = below_.receive();
  if (!datagram) return datagram;
  if (auto packet = runtime::parse(*datagram); const auto* p = std::get_if<Packet>(&packet)) tell(*p, false);
  return datagram;
}

void Narrator::tell(const Packet& packet, bool ours) {
  if (packet.has(flag::Syn)) name(ours, ours ? "x" : "y", packet.seq);
  if (packet.has(flag::Fin) && (ours || fins_received_ == 0)) name(ours, ours ? "u" : "w", packet.seq + static_cast<std::uint32_t>(packet.text.size()));
  if (!ours && fins_received_ == 0 && !packet.has(flag::Syn) && !packet.has(flag::Fin) && last_ack_received_ != packet.ack && packet.text.empty())
    name(false, "v", packet.seq);
  const bool lost = ours && std::exchange(loss_announced_, false);
  say_("      │" + arrow(label(packet, ours), ours, !lost) + "│");
  if (ours) {
    acks_after_fin_ += fins_received_ > 0 && (packet.flags & (flag::Syn | flag::Fin | flag::Rst | flag::Ack)) == flag::Ack;
    return;
  }
  fins_received_ += packet.has(flag::Fin);
  last_ack_received_ = packet.ack;
}

std::string Narrator::label(const Packet& packet, bool ours) const {
  std::string text = "<SEQ=" + number(ours, packet.seq) + ">";
  if (packet.has(flag::Ack)) text += "<ACK=" + number(!ours, packet.ack) + ">";
  if (!packet.text.empty()) text += "<LEN=" + std::to_string(packet.text.size()) + ">";
  return text + "<CTL=" + flags(packet) + ">";
}

/// The nearest letter at or below; a later one wins.
std::string Narrator::number(bool ours, std::uint32_t value) const {
  const Letter* nearest = nullptr;
  for (const Letter& each : letters_)
    if (each.ours == ours && value - each.number < 65536 && (!nearest || value - each.number <= value - nearest->number)) nearest = &each;
  if (!nearest) return std::to_string(value);
  const auto offset = value - nearest->number;
  return nearest->letter + (offset == 0 ? "" : "+" + std::to_string(offset));
}

}  // namespace scenario
