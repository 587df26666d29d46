/** Have the shop delete a conversation; whether it is gone. */
export async function deleteConversation(server: string, conversation: string): Promise<boolean> {
  try {
    const answer = await fetch(`${server}/api/conversations/${encodeURIComponent(conversation)}`, { method: "DELETE" });
    return answer.ok;
  } catch {
    return false; // no line
  }
}
