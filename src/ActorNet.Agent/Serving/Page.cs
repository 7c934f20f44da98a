using System.Net;
using System.Text;

namespace ActorNet.Agent.Serving;

/// <summary>An answer.</summary>
/// <param name="Status">Its status.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Content">Its text.</param>
internal sealed record Page(HttpStatusCode Status, string ContentType, string Content)
{
    public const string PlainText = "text/plain; charset=utf-8";

    public static Page Text(HttpStatusCode status, string content) => new(status, PlainText, content);

    /// <summary>The whole answer, as it is sent; the connection ends with it.</summary>
    /// <param name="withContent">False for HEAD: all but the content.</param>
    public byte[] Encode(bool withContent)
    {
        var content = Encoding.UTF8.GetBytes(Content);
        var head = $"HTTP/1.1 {(int)Status} {Status}\r\nContent-Type: {ContentType}\r\nContent-Length: {content.Length}\r\nCache-Control: no-store\r\nConnection: close\r\n{(Status == HttpStatusCode.MethodNotAllowed ? "Allow: GET, HEAD\r\n" : "")}\r\n";
        return withContent ? [.. Encoding.ASCII.GetBytes(head), .. content] : Encoding.ASCII.GetBytes(head);
    }
}
