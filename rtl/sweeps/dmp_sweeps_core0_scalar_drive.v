`default_nettype none

// Scalar drive: begins with its bias, grows by one weight an event; rounded and clamped as its step is handed over.
module dmp_sweeps_core0_scalar_drive (
    input  wire        clk,
    input  wire        rst,
    input  wire        begins,
    input  wire        event_valid,
    input  wire [3:0]  event_address,
    input  wire        handed_over,
    output wire [11:0] drive
);
    reg  taken_valid;
    reg  [4:0] taken_address;
    reg  [4:0] taken_address_next;

    always @* begin : taken_address_logic
        taken_address_next = taken_address;
        if (event_valid) begin
            taken_address_next = {1'b0, event_address};
        end
    end

    // What the sum grows by next: the bias, or an event's weight. A step without events has the bias only.
    wire next_valid = begins | taken_valid;

    (* ram_style = "block", ramstyle = "no_rw_check", no_rw_check *)
    reg  signed [15:0] drive_weights [0:16];
    initial $readmemh("dmp_sweeps_core0_scalar_drive_drive_weights.hex", drive_weights);
    reg  signed [15:0] drive_weights_word;

    reg  term_valid;
    reg  signed [11:0] sum;
    reg  signed [11:0] sum_next;
    reg  [11:0] x;
    reg  [11:0] x_next;
    wire signed [14:0] x_scaled = {sum, 3'd0};

    always @* begin : x_logic
        x_next = x;
        sum_next = sum;
        if (handed_over) begin
            x_next = (x_scaled > 15'sd4095) ? 12'd4095
                : (x_scaled < 15'sd0) ? 12'd0
                : x_scaled[11:0];
            sum_next = 12'sd0;
        end else if (term_valid) begin
            sum_next = sum + drive_weights_word[11:0];
        end
    end

    assign drive = x;

    always @(posedge clk) begin : registers
        if (rst) begin
            taken_valid <= 1'b0;
            term_valid <= 1'b0;
            sum <= 12'sd0;
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

    always @(posedge clk) begin : drive_weights_word_port
        if (next_valid) drive_weights_word <= drive_weights[begins ? 5'd16 : taken_address];
    end

`ifdef ASSERTIONS
    // (sum + drive_weights_word) lies within -1974 to 1962
    always @(posedge clk) begin : sum_fits
        if (!rst) assert (!(!handed_over & term_valid) | (($signed({{5{sum[11]}}, sum}
            + {drive_weights_word[15], drive_weights_word}) >= -17'sd1974)
            & ($signed({{5{sum[11]}}, sum}
            + {drive_weights_word[15], drive_weights_word}) <= 17'sd1962)));
    end
`endif

    // Bits that nothing reads.
    wire unused_bits = &{1'b0, drive_weights_word[15:12]};
endmodule

`default_nettype wire
