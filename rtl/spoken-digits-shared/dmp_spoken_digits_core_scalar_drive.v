`default_nettype none

// Scalar drive: begins with its bias, grows by one weight an event; rounded and clamped as its step is handed over.
module dmp_spoken_digits_core_scalar_drive (
    input  wire               clk,
    input  wire               rst,
    input  wire               layer,
    input  wire               begins,
    input  wire               event_valid,
    input  wire [7:0]         event_address,
    input  wire               handed_over,
    input  wire               load_valid,
    input  wire [7:0]         load_memory,
    input  wire [23:0]        load_address,
    input  wire [7:0]         load_lane,
    input  wire signed [31:0] load_value,
    output wire [11:0]        drive
);
    reg  taken_valid;
    reg  [8:0] taken_address;
    reg  [8:0] taken_address_next;

    always @* begin : taken_address_logic
        taken_address_next = taken_address;
        if (event_valid) begin
            taken_address_next = {1'b0, event_address} + (layer ? 9'd141 : 9'd0);
        end
    end

    // What the sum grows by next: the bias, or an event's weight. A step without events has the bias only.
    wire next_valid = begins | taken_valid;

    (* ram_style = "block", ramstyle = "no_rw_check", no_rw_check *)
    reg  signed [15:0] drive_weights [0:269];
    reg  signed [15:0] drive_weights_word;

    wire drive_weights_load = load_valid & (load_memory == 8'd1);
    reg  term_valid;
    reg  signed [16:0] sum;
    reg  signed [16:0] sum_next;
    reg  [11:0] x;
    reg  [11:0] x_next;

    always @* begin : x_logic
        x_next = x;
        sum_next = sum;
        if (handed_over) begin
            x_next = (sum > 17'sd4095) ? 12'd4095 : (sum < 17'sd0) ? 12'd0 : sum[11:0];
            sum_next = 17'sd0;
        end else if (term_valid) begin
            sum_next = sum + {drive_weights_word[15], drive_weights_word};
        end
    end

    assign drive = x;

    always @(posedge clk) begin : registers
        if (rst) begin
            taken_valid <= 1'b0;
            term_valid <= 1'b0;
            sum <= 17'sd0;
            x <= 12'd0;
        end else begin
            taken_valid <= event_valid;
            term_valid <= next_valid;
            sum <= sum_next;
            x <= x_next;
        end
    end

    always @(posedge clk) begin : registers_without_reset
        taken_address <= taken_address_next;
    end

    always @(posedge clk) begin : drive_weights_load_port
        if (drive_weights_load) drive_weights[load_address[8:0]] <= load_value[15:0];
    end

    always @(posedge clk) begin : drive_weights_word_port
        if (next_valid) drive_weights_word <= drive_weights[begins ? (layer ? 9'd269 : 9'd140)
            : taken_address];
    end

`ifdef ASSERTIONS
    // (event_address + select(layer, 0, 141)) lies within 0 to 269
    always @(posedge clk) begin : taken_address_fits
        if (!rst) assert (!event_valid
            | (({1'b0, event_address} + (layer ? 9'd141 : 9'd0)) <= 9'd269));
    end
    // wrap(load_address) lies within 0 to 269
    always @(posedge clk) begin : drive_weights_load_fits
        if (!rst) assert (!drive_weights_load | (load_address[8:0] <= 9'd269));
    end
    // (sum + drive_weights_word) lies within -50688 to 50547
    always @(posedge clk) begin : sum_fits
        if (!rst) assert (!(!handed_over & term_valid) | (($signed({sum[16], sum}
            + {{2{drive_weights_word[15]}}, drive_weights_word}) >= -18'sd50688)
            & ($signed({sum[16], sum}
            + {{2{drive_weights_word[15]}}, drive_weights_word}) <= 18'sd50547)));
    end
`endif

    // Bits that nothing reads.
    wire unused_bits = &{1'b0, load_address[23:9], load_lane, load_value[31:16]};
endmodule

`default_nettype wire
